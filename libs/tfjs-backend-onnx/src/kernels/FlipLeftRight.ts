import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { reverse } from './Reverse.ts';

/** FlipLeftRight of TensorFlow.js: columns in reverse. */
export const flipLeftRight = kernel<{ image: TensorInfo }>(
  'FlipLeftRight',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { image }, backend }) => reverse.run({ inputs: { x: image }, attrs: { dims: [2] }, backend }),
);
