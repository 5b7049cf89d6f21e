import type { CastAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { elementwiseOp } from './elementwise.ts';
import { kernel } from './kernel.ts';
import { toInt32 } from './toInt32.ts';

const castOp = elementwiseOp<{ from: LazyDtype; to: LazyDtype }>(
  'Cast',
  (lowering, [x], { from, to }) =>
    from === 'float32' && to === 'int32' ? toInt32(lowering, x!) : lowering.cast(x!, to),
  true,
);

/** Cast of TensorFlow.js; the same type shares the elements. */
export const cast = kernel<{ x: TensorInfo }, CastAttrs>(
  'Cast',
  { anything: true },
  ({ inputs: { x }, attrs: { dtype }, backend }) => {
    if (dtype === x.dtype) return backend.share(x);
    if ([x.dtype, dtype].some((type) => type === 'complex64' || type === 'string')) return null;
    const from = x.dtype as LazyDtype;
    const to = dtype as LazyDtype;
    return backend.record(castOp, [backend.use(x)], { from, to }, x.shape, to);
  },
);
