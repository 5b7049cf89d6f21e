import type { LazyOp } from '../graph/lazy.ts';

/** Cuts a strided box out of a tensor; `end` may lie before the first element for negative strides. */
export const sliceOp: LazyOp<{ begin: number[]; end: number[]; strides: number[] }> = {
  name: 'Slice',
  lower(lowering, node) {
    const { begin, end, strides } = node.attrs;
    const axes = begin.map((_, axis) => axis);
    const inputs = [begin, end, axes, strides].map((values) => lowering.ints(values));
    const name = lowering.op('Slice', [lowering.plain(node.inputs[0]!), ...inputs]);
    lowering.define(node.outputs[0]!, lowering.reshape(name, node.outputs[0]!.shape));
  },
};
