import type { BatchMatMulAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { recordMatMul } from './matMul.ts';

/** BatchMatMul of TensorFlow.js: matrix product with broadcast batch dimensions. */
export const batchMatMul = kernel<{ a: TensorInfo; b: TensorInfo }, BatchMatMulAttrs>(
  'BatchMatMul',
  {},
  ({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend }) =>
    recordMatMul(backend, a, b, [], {
      transposeA,
      transposeB,
      bias: false,
      activation: 'linear',
      leakyreluAlpha: 0,
    }),
);
