import type { MaxPoolAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry } from '../lowerings/convGeometry.ts';
import { maxPoolOp } from '../lowerings/pool.ts';
import { kernel } from './kernel.ts';
import { poolInfo } from './poolInfo.ts';

/** MaxPool of TensorFlow.js. */
export const maxPool = kernel<{ x: TensorInfo }, MaxPoolAttrs>(
  'MaxPool',
  {},
  ({ inputs: { x }, attrs, backend }) => {
    const info = poolInfo(x.shape, attrs);
    if (info === null) return null;
    return backend.record(
      maxPoolOp,
      [backend.use(x)],
      { geometry: convGeometry(info) },
      info.outShape,
      'float32',
    );
  },
);
