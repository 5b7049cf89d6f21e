import type { DepthwiseConv2dNativeBackpropInputAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, isStandard } from '../lowerings/convGeometry.ts';
import { depthwiseInputGradientOp } from '../lowerings/depthwiseGradients.ts';
import { depthwiseInfo } from './depthwiseInfo.ts';
import { kernel } from './kernel.ts';

/** DepthwiseConv2dNativeBackpropInput of TensorFlow.js: gradient of a depthwise convolution with respect to its input. */
export const depthwiseConv2dNativeBackpropInput = kernel<
  { dy: TensorInfo; filter: TensorInfo },
  DepthwiseConv2dNativeBackpropInputAttrs
>('DepthwiseConv2dNativeBackpropInput', {}, ({ inputs: { dy, filter }, attrs, backend }) => {
  const geometry = convGeometry(depthwiseInfo(attrs.inputShape, filter.shape, attrs));
  if (!isStandard(geometry) || geometry.channelsFirst || geometry.dilations.some((step) => step > 1))
    return null;
  return backend.record(
    depthwiseInputGradientOp,
    [backend.use(dy), backend.use(filter)],
    { geometry },
    attrs.inputShape,
    'float32',
  );
});
