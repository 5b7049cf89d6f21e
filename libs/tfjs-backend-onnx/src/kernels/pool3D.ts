import { backend_util } from '@tensorflow/tfjs-core';
import type { AvgPool3DAttrs } from '@tensorflow/tfjs-core';
import { window3D, type Window3D } from './window3D.ts';

type PoolAttrs = Pick<AvgPool3DAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

/** Geometry of a pool of volumes [n, d, h, w, c]; null where ONNX Runtime refuses it (padding as wide as the window). */
export function poolWindow3D(shape: readonly number[], attrs: PoolAttrs): Window3D | null {
  const window = window3D(
    backend_util.computePool3DInfo(
      shape as never,
      attrs.filterSize,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
    ),
  );
  return window?.pads.every((count, index) => count < window.kernel[index % 3]!) === true ? window : null;
}
