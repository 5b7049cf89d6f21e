import { binaryKernel } from './elementwise.ts';

/** Sub of TensorFlow.js: a - b. */
export const sub = binaryKernel('Sub', (lowering, a, b) => lowering.op('Sub', [a, b]), {
  dtypes: ['float32', 'int32'],
  deferred: true,
});
