import type { LazyOp } from './lazy.ts';

/** Zeros of the output's shape. */
export const zerosOp: LazyOp = {
  name: 'Zeros',
  deferred: true,
  lower(lowering, node) {
    const output = node.outputs[0]!;
    lowering.define(output, lowering.op('Expand', [lowering.scalar(0), lowering.ints(output.shape)]));
  },
};
