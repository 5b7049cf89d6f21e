import { backend_util, util } from '@tensorflow/tfjs-core';
import type { Conv2DBackpropInputAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, isStandard } from '../lowerings/convGeometry.ts';
import { inputGradientOp } from '../lowerings/inputGradient.ts';
import { kernel } from './kernel.ts';

/** Conv2DBackpropInput of TensorFlow.js: gradient of a convolution with respect to its input. */
export const conv2DBackpropInput = kernel<{ dy: TensorInfo; filter: TensorInfo }, Conv2DBackpropInputAttrs>(
  'Conv2DBackpropInput',
  {},
  ({ inputs: { dy, filter }, attrs, backend }) => {
    const format = backend_util.convertConv2DDataFormat(attrs.dataFormat);
    const info = backend_util.computeConv2DInfo(
      attrs.inputShape,
      filter.shape as never,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
      false,
      format,
    );
    const geometry = convGeometry(info);
    if (!isStandard(geometry) || !util.arraysEqual(info.outShape, dy.shape)) return null;
    return backend.record(
      inputGradientOp,
      [backend.use(dy), backend.use(filter)],
      { geometry },
      info.inShape,
      'float32',
    );
  },
);
