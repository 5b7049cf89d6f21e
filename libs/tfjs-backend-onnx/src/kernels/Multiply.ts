import type { LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import { lowerMaxPoolGrad, maxPoolGradOp, type PoolAttrs } from '../lowerings/pool.ts';
import { isReluMask, maskSource } from '../lowerings/relu.ts';
import { reluMask } from '../lowerings/reluMask.ts';
import { binaryKernel, elementwiseOp, sameShape } from './elementwise.ts';

const general = elementwiseOp<object>('Multiply', (lowering, [a, b]) => lowering.op('Mul', [a!, b!]));

const masked = elementwiseOp<object>('Multiply', (lowering, [dy, x]) =>
  lowering.op('Mul', [dy!, reluMask(lowering, x!)]),
);

/** a * b; the gradient of relu, dy * step(x), takes fewer passes. */
export const multiplyOp: LazyOp<object> = {
  name: 'Multiply',
  lower(lowering, node) {
    const [a, b] = node.inputs as [LazyValue, LazyValue];
    const mask = isReluMask(b) && sameShape(a.shape, b.shape) ? b : undefined;
    if (mask === undefined) return general.lower(lowering, node);
    const source = maskSource(lowering, mask);
    const pool = a.node as LazyNode<PoolAttrs> | null;
    if (
      pool?.op === maxPoolGradOp &&
      pool.inputs[1] === source &&
      source.node?.op.name === 'Relu' &&
      !lowering.isLowered(pool as LazyNode) &&
      !lowering.isOutput(a) &&
      lowering.consumers(a).length === 1
    )
      return lowerMaxPoolGrad(lowering, pool, node.outputs[0]!, true);
    masked.lower(lowering, { ...node, inputs: [a, source] });
  },
};

/** Multiply of TensorFlow.js: a * b. */
export const multiply = binaryKernel('Multiply', () => '', { dtypes: ['float32', 'int32'], op: multiplyOp });
