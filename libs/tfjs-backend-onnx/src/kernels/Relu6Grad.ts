import type { TensorInfo } from '@tensorflow/tfjs-core';
import { reluMask } from '../lowerings/reluMask.ts';
import { elementwiseOp } from './elementwise.ts';
import { kernel } from './kernel.ts';

/** Name of the kernel, which only this backend has. */
export const RELU6_GRAD = 'PneumoRelu6Grad';

/** The next float32 after 6. */
const ABOVE = 6 + 2 ** -21;

/** A power of two, so that products with it are exact: 1 at 6, 0 at {@link ABOVE}. */
const SLOPE = 2 ** 24;

const relu6GradOp = elementwiseOp<object>('Relu6Grad', (lowering, [dy, x]) => {
  const atMost6 = lowering.op('HardSigmoid', [x!], {
    alpha: { float: -SLOPE },
    beta: { float: SLOPE * ABOVE },
  });
  return lowering.op('Mul', [lowering.op('Mul', [dy!, atMost6]), reluMask(lowering, x!)]);
});

/** Gradient of relu6: dy where 0 < x <= 6, without comparisons, whose casts take one thread. */
export const relu6Grad = kernel<{ dy: TensorInfo; x: TensorInfo }>(
  RELU6_GRAD,
  {},
  ({ inputs: { dy, x }, backend }) =>
    backend.record(relu6GradOp, [backend.use(dy), backend.use(x)], {}, x.shape, 'float32'),
);
