import type { LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import { isReluMask, maskSource } from '../lowerings/relu.ts';
import { binaryKernel, elementwiseOp, sameShape } from './elementwise.ts';

const general = elementwiseOp<object>('Multiply', (lowering, [a, b]) => lowering.op('Mul', [a!, b!]));

const masked = elementwiseOp<object>('Multiply', (lowering, [dy, x]) => {
  const positive = lowering.op('Greater', [x!, lowering.scalar(0)]);
  return lowering.op('Mul', [dy!, lowering.cast(positive, 'float32')]);
});

/** a * b; the gradient of relu, dy * step(x), takes two passes less. */
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
