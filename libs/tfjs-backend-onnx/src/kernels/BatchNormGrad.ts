import type { TensorInfo } from '@tensorflow/tfjs-core';
import { batchNormGradOp } from '../lowerings/batchNorm.ts';
import { kernel } from './kernel.ts';

/** Name of the kernel, which only this backend has. */
export const BATCH_NORM_GRAD = 'PneumoBatchNormGrad';

interface Inputs {
  dy: TensorInfo;
  x: TensorInfo;
  mean: TensorInfo;
  variance: TensorInfo;
  scale?: TensorInfo;
}

/** Gradient of FusedBatchNorm by the moments of its own input: [dx, dscale, doffset]. */
export const batchNormGrad = kernel<Inputs, { epsilon: number }>(
  'PneumoBatchNormGrad',
  {},
  ({ inputs: { dy, x, mean, variance, scale }, attrs: { epsilon }, backend }) => {
    const values = [dy, x, mean, variance, ...(scale === undefined ? [] : [scale])].map((info) =>
      backend.use(info),
    );
    const outputs = [x.shape, mean.shape, mean.shape].map((shape) => ({ shape, dtype: 'float32' as const }));
    return backend.recordMany(batchNormGradOp, values, { epsilon, scale: scale !== undefined }, outputs);
  },
);
