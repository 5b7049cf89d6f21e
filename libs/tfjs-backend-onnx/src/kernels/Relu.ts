import type { TensorInfo } from '@tensorflow/tfjs-core';
import { reluOp } from '../lowerings/relu.ts';
import { kernel } from './kernel.ts';

/** Relu of TensorFlow.js: max(x, 0). */
export const relu = kernel<{ x: TensorInfo }>('Relu', {}, ({ inputs: { x }, backend }) =>
  backend.record(reluOp, [backend.use(x)], {}, x.shape, 'float32'),
);
