import type { CastAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { elementwiseOp } from './elementwise.ts';
import { kernel } from './kernel.ts';

const INT32_LIMIT = 2 ** 31;

const castOp = elementwiseOp<{ from: LazyDtype; to: LazyDtype }>('Cast', (lowering, [x], { from, to }) => {
  if (from !== 'float32' || to !== 'int32') return lowering.cast(x!, to);
  // JavaScript turns NaN and infinity into 0, C++ into anything.
  const inRange = lowering.op('Less', [lowering.op('Abs', [x!]), lowering.scalar(INT32_LIMIT)]);
  return lowering.cast(lowering.op('Where', [inRange, x!, lowering.scalar(0)]), 'int32');
}, true);

/** Cast of TensorFlow.js; the same type shares the elements. */
export const cast = kernel<{ x: TensorInfo }, CastAttrs>('Cast', { anything: true }, ({ inputs: { x }, attrs: { dtype }, backend }) => {
  if (dtype === x.dtype) return backend.share(x);
  if ([x.dtype, dtype].some((type) => type === 'complex64' || type === 'string')) return null;
  const from = x.dtype as LazyDtype;
  const to = dtype as LazyDtype;
  return backend.record(castOp, [backend.use(x)], { from, to }, x.shape, to);
});
