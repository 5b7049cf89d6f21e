import { reduceKernel } from './reductions.ts';

/** All of TensorFlow.js, on bool. */
export const all = reduceKernel(
  'All',
  'axis',
  (lowering, x, axes) =>
    lowering.cast(
      lowering.op('ReduceMin', [lowering.cast(x, 'int32'), lowering.ints(axes)], { keepdims: 0 }),
      'bool',
    ),
  { dtypes: ['bool'] },
);
