import { propagateNan } from './propagateNan.ts';
import { reduceKernel, reduceWith } from './reductions.ts';

/** Max of TensorFlow.js: NaN where any element is NaN. */
export const max = reduceKernel('Max', 'reductionIndices', propagateNan(reduceWith('ReduceMax')));
