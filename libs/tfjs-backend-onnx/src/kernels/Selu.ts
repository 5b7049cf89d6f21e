import { backend_util } from '@tensorflow/tfjs-core';
import { unaryKernel } from './elementwise.ts';

/** Selu of TensorFlow.js: scale * x, or scale * alpha * (exp(x) - 1) below zero. */
export const selu = unaryKernel('Selu', (lowering, x) => {
  const below = lowering.op('Mul', [
    lowering.op('Sub', [lowering.op('Exp', [x]), lowering.scalar(1)]),
    lowering.scalar(backend_util.SELU_SCALEALPHA),
  ]);
  const above = lowering.op('Mul', [x, lowering.scalar(backend_util.SELU_SCALE)]);
  return lowering.op('Where', [lowering.op('GreaterOrEqual', [x, lowering.scalar(0)]), above, below]);
});
