import { util } from '@tensorflow/tfjs-core';
import type { ExpandDimsAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';

/** ExpandDims of TensorFlow.js: shares the elements. */
export const expandDims = kernel<{ input: TensorInfo }, ExpandDimsAttrs>(
  'ExpandDims',
  { anything: true },
  ({ inputs: { input }, attrs: { dim }, backend }) => {
    const rank = input.shape.length;
    util.assert(
      -(rank + 1) <= dim && dim <= rank,
      () => `Axis must be in the interval [${-(rank + 1)}, ${rank}], got ${dim}.`,
    );
    const shape = [...input.shape];
    shape.splice(dim < 0 ? rank + dim + 1 : dim, 0, 1);
    return backend.share(input, shape);
  },
);
