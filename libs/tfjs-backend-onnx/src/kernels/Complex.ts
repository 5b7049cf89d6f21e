import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';

/** Complex of TensorFlow.js: a pair of tensors that stay separate. */
export const complex = kernel<{ real: TensorInfo; imag: TensorInfo }>(
  'Complex',
  { anything: true },
  ({ inputs: { real, imag }, backend }) => backend.complexTensor(backend.share(real), backend.share(imag)),
);
