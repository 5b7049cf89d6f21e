import { reduceKernel, reduceWith } from './reductions.ts';

/** Sum of TensorFlow.js. */
export const sum = reduceKernel('Sum', 'axis', reduceWith('ReduceSum'), { dtypes: ['float32', 'int32'] });
