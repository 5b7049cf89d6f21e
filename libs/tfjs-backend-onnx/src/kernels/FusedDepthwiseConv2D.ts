import { backend_util } from '@tensorflow/tfjs-core';
import type { FusedDepthwiseConv2DAttrs } from '@tensorflow/tfjs-core';
import { depthwiseInfo } from './depthwiseInfo.ts';
import { kernel } from './kernel.ts';
import { recordConv2D, type ConvInputs } from './recordConv2D.ts';

/** FusedDepthwiseConv2D of TensorFlow.js: depthwise convolution, bias, activation. */
export const fusedDepthwiseConv2D = kernel<ConvInputs, FusedDepthwiseConv2DAttrs>(
  'FusedDepthwiseConv2D',
  {},
  ({ inputs, attrs, backend }) => {
    if (backend_util.convertConv2DDataFormat(attrs.dataFormat) === 'channelsFirst') return null;
    return recordConv2D(
      backend,
      inputs,
      depthwiseInfo(inputs.x.shape, inputs.filter.shape, attrs),
      attrs,
      true,
    );
  },
);
