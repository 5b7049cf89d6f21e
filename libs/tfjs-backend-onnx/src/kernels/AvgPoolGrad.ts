import type { AvgPoolGradAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry } from '../lowerings/convGeometry.ts';
import { avgPoolGradOp } from '../lowerings/pool.ts';
import { kernel } from './kernel.ts';
import { poolInfo } from './poolInfo.ts';

/** AvgPoolGrad of TensorFlow.js. */
export const avgPoolGrad = kernel<{ dy: TensorInfo; input: TensorInfo }, AvgPoolGradAttrs>(
  'AvgPoolGrad',
  {},
  ({ inputs: { dy, input }, attrs, backend }) => {
    const info = poolInfo(input.shape, attrs);
    if (info === null) return null;
    return backend.record(
      avgPoolGradOp,
      [backend.use(dy)],
      { geometry: convGeometry(info) },
      input.shape,
      'float32',
    );
  },
);
