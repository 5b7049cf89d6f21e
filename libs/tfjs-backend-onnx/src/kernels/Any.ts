import { reduceKernel } from './reductions.ts';

/** Any of TensorFlow.js, on bool. */
export const any = reduceKernel(
  'Any',
  'axis',
  (lowering, x, axes) =>
    lowering.cast(
      lowering.op('ReduceMax', [lowering.cast(x, 'int32'), lowering.ints(axes)], { keepdims: 0 }),
      'bool',
    ),
  { dtypes: ['bool'] },
);
