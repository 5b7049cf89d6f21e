import { backend_util } from '@tensorflow/tfjs-core';
import type { FusedConv2DAttrs } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { recordConv2D, type ConvInputs } from './recordConv2D.ts';

/** FusedConv2D of TensorFlow.js: convolution, bias, activation. */
export const fusedConv2D = kernel<ConvInputs, FusedConv2DAttrs>(
  'FusedConv2D',
  {},
  ({ inputs, attrs, backend }) => {
    const format = backend_util.convertConv2DDataFormat(attrs.dataFormat);
    const info = backend_util.computeConv2DInfo(
      inputs.x.shape as never,
      inputs.filter.shape as never,
      attrs.strides,
      attrs.dilations,
      attrs.pad,
      attrs.dimRoundingMode,
      false,
      format,
    );
    return recordConv2D(backend, inputs, info, attrs, false);
  },
);
