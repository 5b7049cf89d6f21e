import type { _FusedMatMulAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { recordMatMul } from './matMul.ts';

interface Inputs {
  a: TensorInfo;
  b: TensorInfo;
  bias?: TensorInfo | null;
  preluActivationWeights?: TensorInfo | null;
}

/** _FusedMatMul of TensorFlow.js: matrix product, bias, activation. */
export const fusedMatMul = kernel<Inputs, _FusedMatMulAttrs>(
  '_FusedMatMul',
  {},
  ({ inputs, attrs, backend }) => {
    const { a, b, bias, preluActivationWeights } = inputs;
    const extra = [bias, preluActivationWeights].filter(
      (info): info is TensorInfo => info !== null && info !== undefined,
    );
    return recordMatMul(backend, a, b, extra, {
      transposeA: attrs.transposeA,
      transposeB: attrs.transposeB,
      bias: bias !== null && bias !== undefined,
      activation: attrs.activation ?? 'linear',
      leakyreluAlpha: attrs.leakyreluAlpha ?? 0.2,
    });
  },
);
