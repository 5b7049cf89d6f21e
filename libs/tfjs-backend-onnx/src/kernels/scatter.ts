import { backend_util, util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { LazyBackend } from '../LazyBackend.ts';
import { flatIndices } from './flatIndices.ts';

interface ScatterNodeAttrs {
  readonly slices: number;
  readonly sliceSize: number;
  readonly add: boolean;
}

/** Rows put (or added) into a base: inputs base (or a scalar for all of it), rows, flat indices, which rows to take. */
const scatterOp: LazyOp<ScatterNodeAttrs> = {
  name: 'Scatter',
  lower(lowering, node) {
    const { slices, sliceSize, add } = node.attrs;
    const [base, updates, indices, taken] = node.inputs.map((value) => lowering.plain(value));
    const count = node.inputs[2]!.shape[0]!;
    const whole = lowering.op('Expand', [
      lowering.reshape(base!, node.inputs[0]!.shape.length === 0 ? [1, 1] : [slices, sliceSize]),
      lowering.ints([slices, sliceSize]),
    ]);
    const single = node.inputs[1]!.shape.length === 0;
    const all = lowering.reshape(updates!, single ? [1, 1] : [-1, sliceSize]);
    const rows = single ? all : lowering.op('Gather', [all, taken!], { axis: 0 });
    const size = lowering.ints([count, sliceSize]);
    const places = lowering.op('Expand', [lowering.reshape(indices!, [count, 1]), size]);
    const inputs = [whole, places, lowering.op('Expand', [rows, size])];
    const reduction = add ? 'add' : 'none';
    // Not ScatterND, whose threads may meet at one place.
    const name = lowering.op('ScatterElements', inputs, { axis: 0, reduction });
    lowering.define(node.outputs[0]!, lowering.reshape(name, node.outputs[0]!.shape));
  },
};

/** What {@link recordScatter} puts where. */
export interface Scatter {
  /** Index tuples [..., rank], int32. */
  readonly indices: TensorInfo;
  /** Slices, one for each tuple; a scalar for all. */
  readonly updates: TensorInfo;
  /** What they are put into: a tensor of the shape, or a scalar. */
  readonly base: LazyValue;
  /** Dimensions of the result. */
  readonly shape: readonly number[];
  /** Whether slices of equal indices are added up; otherwise the last one counts. */
  readonly add: boolean;
}

/** Records a scatter. The indices are read, because each must be checked against the shape. */
export function recordScatter(
  backend: LazyBackend,
  kernelName: string,
  { indices, updates, base, shape, add }: Scatter,
): TensorInfo | null {
  if (indices.dtype !== 'int32' || util.sizeFromShape(shape as number[]) === 0) return null;
  const { sliceRank, numUpdates, sliceSize, strides, outputSize } = backend_util.calculateShapes(
    updates as never,
    indices as never,
    shape as number[],
  );
  const slices = outputSize / sliceSize;
  const geometry = { count: numUpdates, rank: sliceRank, strides, slices };
  const flat = flatIndices(backend, kernelName, indices, geometry, shape);
  // A map keeps the last of equal keys.
  const last = add ? null : new Map([...flat].map((place, row) => [place, row]));
  const places = last === null ? flat : Int32Array.from(last.keys());
  const rows = last === null ? flat.map((_, row) => row) : Int32Array.from(last.values());
  const values = [
    base,
    backend.use(updates),
    ...[places, rows].map((list) => backend.hostValue(list, [list.length])),
  ];
  const attrs = { slices, sliceSize, add };
  return backend.record(scatterOp, values, attrs, shape, updates.dtype as LazyDtype);
}
