import { backend_util, util } from '@tensorflow/tfjs-core';
import type { MaxPoolAttrs } from '@tensorflow/tfjs-core';
import { convGeometry, isStandard } from '../lowerings/convGeometry.ts';

type PoolAttrs = Pick<MaxPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

/** Geometry of a pool; null where ONNX Runtime refuses it (padding as wide as the window) or sizes the output differently. */
export function poolInfo(shape: readonly number[], attrs: PoolAttrs): backend_util.Conv2DInfo | null {
  util.assert(
    backend_util.eitherStridesOrDilationsAreOne(attrs.strides, 1),
    () =>
      `Error in pool: Either strides or dilations must be 1. Got strides ${attrs.strides} and dilations '1'`,
  );
  const info = backend_util.computePool2DInfo(
    shape as never,
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const { top, left, bottom, right } = info.padInfo;
  const fits = Math.max(top, bottom) < info.filterHeight && Math.max(left, right) < info.filterWidth;
  return fits && Math.min(top, left, bottom, right) >= 0 && isStandard(convGeometry(info)) ? info : null;
}
