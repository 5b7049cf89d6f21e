import type { LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import { isReluMask, maskSource } from '../lowerings/relu.ts';
import { binaryKernel, elementwiseOp, sameShape } from './elementwise.ts';

const general = elementwiseOp<object>('Multiply', (lowering, [a, b]) => lowering.op('Mul', [a!, b!]));

/** Steep enough that whatever is positive becomes 1 (but for 3e-39 and less, where float32 itself fades out). */
const STEEP = 3e38;

const masked = elementwiseOp<object>('Multiply', (lowering, [dy, x]) => {
  // min(max(STEEP * x, 0), 1) is the mask in one pass; a comparison and a cast take two, one of them slow.
  const mask = lowering.op('HardSigmoid', [x!], { alpha: { float: STEEP }, beta: { float: 0 } });
  return lowering.op('Mul', [dy!, mask]);
});

/** a * b; the gradient of relu, dy * step(x), takes fewer passes. */
export const multiplyOp: LazyOp<object> = {
  name: 'Multiply',
  lower(lowering, node) {
    const [a, b] = node.inputs as [LazyValue, LazyValue];
    const mask = isReluMask(b) && sameShape(a.shape, b.shape) ? b : undefined;
    if (mask === undefined) return general.lower(lowering, node);
    const view: LazyNode<object> = { ...node, inputs: [a, maskSource(lowering, mask)] };
    return masked.lower(lowering, view);
  },
};

/** Multiply of TensorFlow.js: a * b. */
export const multiply = binaryKernel('Multiply', () => '', { dtypes: ['float32', 'int32'], op: multiplyOp });
