import { PneumoError } from '@pneumo/core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyBackend } from '../LazyBackend.ts';

/** Where index tuples point to, if the indexed dimensions were one. */
export interface IndexGeometry {
  /** Number of tuples. */
  readonly count: number;
  /** Length of a tuple. */
  readonly rank: number;
  /** For each place of a tuple, how many slices a step there skips. */
  readonly strides: readonly number[];
  /** Number of slices. */
  readonly slices: number;
}

/**
 * Reads index tuples and makes a number of each, because each must be checked.
 *
 * @throws PneumoError `INDEX_OUT_OF_RANGE` with the tuple and the shape; the message begins as the cpu backend's
 */
export function flatIndices(
  backend: LazyBackend,
  kernelName: string,
  indices: TensorInfo,
  { count, rank, strides, slices }: IndexGeometry,
  shape: readonly number[],
): Int32Array {
  const values = backend.readSync(indices.dataId) as Int32Array;
  const flat = new Int32Array(count);
  for (let tuple = 0; tuple < count; tuple++) {
    let place = 0;
    for (let axis = 0; axis < rank; axis++) place += values[tuple * rank + axis]! * strides[axis]!;
    if (place < 0 || place >= slices) {
      const index = values.slice(tuple * rank, (tuple + 1) * rank).join();
      throw new PneumoError(
        'INDEX_OUT_OF_RANGE',
        `Invalid indices: ${index} does not index into ${shape.join()} (${kernelName}, tuple ${tuple} of ${count}).`,
      );
    }
    flat[tuple] = place;
  }
  return flat;
}
