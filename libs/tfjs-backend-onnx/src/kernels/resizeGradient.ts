import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import type { LazyBackend } from '../LazyBackend.ts';

/** Where the gradient of each new position of an axis goes, in one or two shares. */
export interface Share {
  /** For each new position an old one. */
  readonly places: Int32Array;
  /** For each new position the part of the gradient that goes there. */
  readonly weights: Float32Array;
}

/** Inputs: dy, then places and weights of the shares of rows, then of columns. */
const resizeGradientOp: LazyOp<{ shares: number }> = {
  name: 'ResizeGradient',
  lower(lowering, node) {
    const { shares } = node.attrs;
    const [dy, ...lists] = node.inputs.map((value) => lowering.plain(value));
    const [n, height, width, c] = node.outputs[0]!.shape as [number, number, number, number];
    const from = node.inputs[0]!.shape[1]!;
    const narrow = collect(lowering, dy!, 2, [n, from, width, c], lists.slice(shares * 2));
    const small = collect(lowering, narrow, 1, [n, height, width, c], lists.slice(0, shares * 2));
    lowering.define(node.outputs[0]!, small);
  },
};

/** Adds up along one axis what goes to each place; `lists` are places and weights of each share, in turns. */
function collect(
  lowering: Lowering,
  dy: string,
  axis: 1 | 2,
  shape: readonly number[],
  lists: readonly string[],
): string {
  const along = axis === 1 ? [-1, 1, 1] : [-1, 1];
  const sizes = lowering.op('Shape', [dy]);
  let sum = lowering.op('Expand', [lowering.scalar(0), lowering.ints(shape)]);
  for (let list = 0; list < lists.length; list += 2) {
    const [places, weights] = [lists[list]!, lists[list + 1]!].map((name) => lowering.reshape(name, along));
    // Not ScatterND, whose threads may meet at one place.
    const inputs = [sum, lowering.op('Expand', [places!, sizes]), lowering.op('Mul', [dy, weights!])];
    sum = lowering.op('ScatterElements', inputs, { axis, reduction: 'add' });
  }
  return sum;
}

/** Records the gradient of a resize to images of a shape. */
export function recordResizeGradient(
  backend: LazyBackend,
  dy: TensorInfo,
  shape: readonly number[],
  rows: readonly Share[],
  columns: readonly Share[],
): TensorInfo {
  const lists = [...rows, ...columns].flatMap(({ places, weights }) => [places, weights]);
  const values = lists.map((list) => backend.hostValue(list, [list.length]));
  return backend.record(
    resizeGradientOp,
    [backend.use(dy), ...values],
    { shares: rows.length },
    shape,
    'float32',
  );
}
