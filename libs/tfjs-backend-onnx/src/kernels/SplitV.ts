import { backend_util, util } from '@tensorflow/tfjs-core';
import type { SplitVAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { slice } from './Slice.ts';

/** SplitV of TensorFlow.js (`tf.split`): slices along an axis. */
export const splitV = kernel<{ x: TensorInfo }, SplitVAttrs>(
  'SplitV',
  { anything: true },
  ({ inputs: { x }, attrs, backend }) => {
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0]!;
    const sizes = backend_util.prepareSplitSize(x as never, attrs.numOrSizeSplits, axis);
    const begin = x.shape.map(() => 0);
    return sizes.map((length) => {
      const size = x.shape.map((whole, which) => (which === axis ? length : whole));
      const part = slice.run({ inputs: { x }, attrs: { begin: [...begin], size }, backend }) as TensorInfo;
      begin[axis]! += length;
      return part;
    });
  },
);
