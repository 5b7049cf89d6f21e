import { util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { hostArray } from '../hostArray.ts';
import { kernel } from './kernel.ts';

/**
 * ZerosLike of TensorFlow.js. Reads nothing and is known at once, so that the moments of an optimiser
 * look the same to the first step as to all later ones, and one model does for all.
 */
export const zerosLike = kernel<{ x: TensorInfo }>(
  'ZerosLike',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { x }, backend }) => {
    const dtype = x.dtype as LazyDtype;
    return backend.hostTensor(hostArray(undefined, dtype, util.sizeFromShape(x.shape)), x.shape, dtype);
  },
);
