import { reduceKernel, reduceWith } from './reductions.ts';

/** Mean of TensorFlow.js. */
export const mean = reduceKernel('Mean', 'axis', reduceWith('ReduceMean'));
