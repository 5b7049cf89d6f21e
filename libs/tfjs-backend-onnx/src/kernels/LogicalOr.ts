import { binaryKernel } from './elementwise.ts';

/** LogicalOr of TensorFlow.js: a or b. */
export const logicalOr = binaryKernel('LogicalOr', (lowering, a, b) => lowering.op('Or', [a, b]), {
  dtypes: ['bool'],
  output: 'bool',
});
