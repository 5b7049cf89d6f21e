import { backend_util, util } from '@tensorflow/tfjs-core';
import type { DepthwiseConv2dNativeAttrs } from '@tensorflow/tfjs-core';

/** Geometry of a depthwise convolution of channels-last images. */
export function depthwiseInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: Pick<DepthwiseConv2dNativeAttrs, 'strides' | 'pad' | 'dilations' | 'dimRoundingMode'>,
): backend_util.Conv2DInfo {
  const dilations = attrs.dilations ?? [1, 1];
  util.assert(
    backend_util.eitherStridesOrDilationsAreOne(attrs.strides, dilations),
    () =>
      `Error in depthwiseConv2d: Either strides or dilations must be 1. Got strides ${attrs.strides} and dilations '${dilations}'`,
  );
  return backend_util.computeConv2DInfo(
    inputShape as never,
    filterShape as never,
    attrs.strides,
    dilations,
    attrs.pad,
    attrs.dimRoundingMode,
    true,
  );
}
