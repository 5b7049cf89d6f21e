import type { DepthwiseConv2dNativeBackpropFilterAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, isStandard } from '../lowerings/convGeometry.ts';
import { depthwiseFilterGradientOp } from '../lowerings/depthwiseGradients.ts';
import { depthwiseInfo } from './depthwiseInfo.ts';
import { kernel } from './kernel.ts';

/** DepthwiseConv2dNativeBackpropFilter of TensorFlow.js: gradient of a depthwise convolution with respect to its filter. */
export const depthwiseConv2dNativeBackpropFilter = kernel<
  { x: TensorInfo; dy: TensorInfo },
  DepthwiseConv2dNativeBackpropFilterAttrs
>('DepthwiseConv2dNativeBackpropFilter', {}, ({ inputs: { x, dy }, attrs, backend }) => {
  const geometry = convGeometry(depthwiseInfo(x.shape, attrs.filterShape, attrs));
  if (!isStandard(geometry) || geometry.channelsFirst || geometry.dilations.some((step) => step > 1))
    return null;
  return backend.record(
    depthwiseFilterGradientOp,
    [backend.use(x), backend.use(dy)],
    { geometry },
    attrs.filterShape,
    'float32',
  );
});
