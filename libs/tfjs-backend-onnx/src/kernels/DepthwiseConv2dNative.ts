import { backend_util } from '@tensorflow/tfjs-core';
import type { DepthwiseConv2dNativeAttrs } from '@tensorflow/tfjs-core';
import { depthwiseInfo } from './depthwiseInfo.ts';
import { kernel } from './kernel.ts';
import { recordConv2D, type ConvInputs } from './recordConv2D.ts';

/** DepthwiseConv2dNative of TensorFlow.js. */
export const depthwiseConv2dNative = kernel<ConvInputs, DepthwiseConv2dNativeAttrs>(
  'DepthwiseConv2dNative',
  {},
  ({ inputs, attrs, backend }) => {
    if (backend_util.convertConv2DDataFormat(attrs.dataFormat) === 'channelsFirst') return null;
    return recordConv2D(backend, inputs, depthwiseInfo(inputs.x.shape, inputs.filter.shape, attrs), {}, true);
  },
);
