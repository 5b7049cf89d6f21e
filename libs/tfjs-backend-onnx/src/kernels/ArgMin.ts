import { argKernel } from './argReductions.ts';

/** ArgMin of TensorFlow.js: the first position of the smallest value. */
export const argMin = argKernel('ArgMin');
