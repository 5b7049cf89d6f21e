import { reduceKernel, reduceWith } from './reductions.ts';

/** Prod of TensorFlow.js. */
export const prod = reduceKernel('Prod', 'axis', reduceWith('ReduceProd'), { dtypes: ['float32', 'int32'] });
