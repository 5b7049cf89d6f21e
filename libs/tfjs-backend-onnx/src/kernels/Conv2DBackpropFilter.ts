import type { Conv2DBackpropFilterAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, isStandard } from '../lowerings/convGeometry.ts';
import { filterGradientOp } from '../lowerings/filterGradient.ts';
import { conv2DInfo } from './conv2DInfo.ts';
import { kernel } from './kernel.ts';

/** Conv2DBackpropFilter of TensorFlow.js: gradient of a convolution with respect to its filter. */
export const conv2DBackpropFilter = kernel<{ x: TensorInfo; dy: TensorInfo }, Conv2DBackpropFilterAttrs>(
  'Conv2DBackpropFilter',
  {},
  ({ inputs: { x, dy }, attrs, backend }) => {
    const info = conv2DInfo(x.shape, attrs.filterShape, attrs);
    const geometry = convGeometry(info);
    if (!isStandard(geometry)) return null;
    return backend.record(
      filterGradientOp,
      [backend.use(x), backend.use(dy)],
      { geometry },
      attrs.filterShape,
      'float32',
    );
  },
);
