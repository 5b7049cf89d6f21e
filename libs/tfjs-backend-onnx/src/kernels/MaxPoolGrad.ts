import type { MaxPoolGradAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry } from '../lowerings/convGeometry.ts';
import { maxPoolGradOp } from '../lowerings/pool.ts';
import { kernel } from './kernel.ts';
import { poolInfo } from './poolInfo.ts';

/** MaxPoolGrad of TensorFlow.js: of equal greatest values the first one receives the gradient. */
export const maxPoolGrad = kernel<
  { dy: TensorInfo; input: TensorInfo; output: TensorInfo },
  MaxPoolGradAttrs
>('MaxPoolGrad', {}, ({ inputs: { dy, input }, attrs, backend }) => {
  const info = poolInfo(input.shape, attrs);
  if (info === null) return null;
  return backend.record(
    maxPoolGradOp,
    [backend.use(dy), backend.use(input)],
    { geometry: convGeometry(info) },
    input.shape,
    'float32',
  );
});
