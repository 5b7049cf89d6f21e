import { util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { hostArray } from '../hostArray.ts';
import { kernel } from './kernel.ts';

/** OnesLike of TensorFlow.js. */
export const onesLike = kernel<{ x: TensorInfo }>(
  'OnesLike',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { x }, backend }) => {
    const dtype = x.dtype as LazyDtype;
    return backend.hostTensor(
      hostArray(undefined, dtype, util.sizeFromShape(x.shape)).fill(1),
      x.shape,
      dtype,
    );
  },
);
