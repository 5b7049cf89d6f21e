import { util } from '@tensorflow/tfjs-core';
import type { Conv2DBackpropInputAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, isStandard } from '../lowerings/convGeometry.ts';
import { inputGradientOp } from '../lowerings/inputGradient.ts';
import { conv2DInfo } from './conv2DInfo.ts';
import { kernel } from './kernel.ts';

/** Conv2DBackpropInput of TensorFlow.js: gradient of a convolution with respect to its input. */
export const conv2DBackpropInput = kernel<{ dy: TensorInfo; filter: TensorInfo }, Conv2DBackpropInputAttrs>(
  'Conv2DBackpropInput',
  {},
  ({ inputs: { dy, filter }, attrs, backend }) => {
    const info = conv2DInfo(attrs.inputShape, filter.shape, attrs);
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
