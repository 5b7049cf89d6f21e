import type { Conv2DAttrs } from '@tensorflow/tfjs-core';
import { conv2DInfo } from './conv2DInfo.ts';
import { kernel } from './kernel.ts';
import { recordConv2D, type ConvInputs } from './recordConv2D.ts';

/** Conv2D of TensorFlow.js. */
export const conv2D = kernel<ConvInputs, Conv2DAttrs>('Conv2D', {}, ({ inputs, attrs, backend }) => {
  const info = conv2DInfo(inputs.x.shape, inputs.filter.shape, attrs);
  return recordConv2D(backend, inputs, info, {}, false);
});
