import { meanOp } from '../lowerings/mean.ts';
import { reduceKernel, reduceWith } from './reductions.ts';

/** Mean of TensorFlow.js. */
export const mean = reduceKernel('Mean', 'axis', reduceWith('ReduceMean'), { op: meanOp });
