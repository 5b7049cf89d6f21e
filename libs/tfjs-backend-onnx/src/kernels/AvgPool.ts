import type { AvgPoolAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry } from '../lowerings/convGeometry.ts';
import { avgPoolOp } from '../lowerings/pool.ts';
import { kernel } from './kernel.ts';
import { poolInfo } from './poolInfo.ts';

/** AvgPool of TensorFlow.js. */
export const avgPool = kernel<{ x: TensorInfo }, AvgPoolAttrs>(
  'AvgPool',
  {},
  ({ inputs: { x }, attrs, backend }) => {
    const info = poolInfo(x.shape, attrs);
    if (info === null) return null;
    return backend.record(
      avgPoolOp,
      [backend.use(x)],
      { geometry: convGeometry(info) },
      info.outShape,
      'float32',
    );
  },
);
