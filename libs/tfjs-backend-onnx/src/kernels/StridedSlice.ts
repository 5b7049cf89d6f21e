import { slice_util } from '@tensorflow/tfjs-core';
import type { StridedSliceAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { sliceOp } from './sliceOp.ts';

/** StridedSlice of TensorFlow.js, with all its masks. */
export const stridedSlice = kernel<{ x: TensorInfo }, StridedSliceAttrs>(
  'StridedSlice',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { x }, attrs, backend }) => {
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
    const info = slice_util.sliceInfo(
      x.shape,
      begin,
      end,
      strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    );
    if (info.isIdentity) return backend.share(x, info.finalShape);
    // An end of -1 behind a negative stride means "before the first element", which ONNX says differently.
    const ends = info.end.map((stop, axis) => (stop < 0 ? -x.shape[axis]! - 1 : stop));
    const box = { begin: [...info.begin], end: ends, strides: [...info.strides] };
    return backend.record(sliceOp, [backend.use(x)], box, info.finalShape, x.dtype as LazyDtype);
  },
);
