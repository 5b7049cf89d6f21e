import { backend_util } from '@tensorflow/tfjs-core';
import type { Conv2DBackpropFilterAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, isStandard } from '../lowerings/convGeometry.ts';
import { filterGradientOp } from '../lowerings/filterGradient.ts';
import { kernel } from './kernel.ts';

/** Conv2DBackpropFilter of TensorFlow.js: gradient of a convolution with respect to its filter. */
export const conv2DBackpropFilter = kernel<{ x: TensorInfo; dy: TensorInfo }, Conv2DBackpropFilterAttrs>(
  'Conv2DBackpropFilter',
  {},
  ({ inputs: { x, dy }, attrs, backend }) => {
    const format = backend_util.convertConv2DDataFormat(attrs.dataFormat);
    const info = backend_util.computeConv2DInfo(
      x.shape as never,
      attrs.filterShape,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
      false,
      format,
    );
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
