import { argKernel } from './argReductions.ts';

/** ArgMax of TensorFlow.js: the first position of the greatest value. */
export const argMax = argKernel('ArgMax');
