import type { PadV2Attrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const padOp: LazyOp<{ before: number[]; after: number[] }> = {
  name: 'PadV2',
  lower(lowering, node) {
    const [x, value] = node.inputs;
    const { before, after } = node.attrs;
    const nchw = before.length === 4 && lowering.layoutOf(x!) !== 'plain';
    const order = (pads: readonly number[]): number[] =>
      nchw ? [pads[0]!, pads[3]!, pads[1]!, pads[2]!] : [...pads];
    const pads = lowering.ints([...order(before), ...order(after)]);
    const name = lowering.op('Pad', [
      nchw ? lowering.nchw(x!) : lowering.plain(x!),
      pads,
      lowering.plain(value!),
    ]);
    lowering.define(node.outputs[0]!, name, nchw ? 'nchw' : 'plain');
  },
};

/** PadV2 of TensorFlow.js: constant padding. */
export const padV2 = kernel<{ x: TensorInfo }, PadV2Attrs>(
  'PadV2',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { x }, attrs: { paddings, constantValue }, backend }) => {
    if (x.shape.length === 0) return backend.share(x);
    const before = paddings.map(([count]) => count);
    const after = paddings.map(([, count]) => count);
    const shape = x.shape.map((size, axis) => size + before[axis]! + after[axis]!);
    const dtype = x.dtype as LazyDtype;
    return backend.record(
      padOp,
      [backend.use(x), backend.constant(constantValue, dtype)],
      { before, after },
      shape,
      dtype,
    );
  },
);
