import { slice_util } from '@tensorflow/tfjs-core';
import type { SliceAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { sliceOp } from './sliceOp.ts';

/** Slice of TensorFlow.js. */
export const slice = kernel<{ x: TensorInfo }, SliceAttrs>(
  'Slice',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { x }, attrs, backend }) => {
    if (x.shape.length === 0) return backend.share(x);
    const [begin, size] = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size) as [
      number[],
      number[],
    ];
    slice_util.assertParamsValid(x as never, begin, size);
    const end = begin.map((start, axis) => start + size[axis]!);
    return backend.record(
      sliceOp,
      [backend.use(x)],
      { begin, end, strides: begin.map(() => 1) },
      size,
      x.dtype as LazyDtype,
    );
  },
);
