import type { FusedConv2DAttrs } from '@tensorflow/tfjs-core';
import { conv2DInfo } from './conv2DInfo.ts';
import { kernel } from './kernel.ts';
import { recordConv2D, type ConvInputs } from './recordConv2D.ts';

/** FusedConv2D of TensorFlow.js: convolution, bias, activation. */
export const fusedConv2D = kernel<ConvInputs, FusedConv2DAttrs>(
  'FusedConv2D',
  {},
  ({ inputs, attrs, backend }) => {
    const info = conv2DInfo(inputs.x.shape, inputs.filter.shape, attrs);
    return recordConv2D(backend, inputs, info, attrs, false);
  },
);
