import { propagateNan } from './propagateNan.ts';
import { reduceKernel, reduceWith } from './reductions.ts';

/** Min of TensorFlow.js: NaN where any element is NaN. */
export const min = reduceKernel('Min', 'axis', propagateNan(reduceWith('ReduceMin')));
