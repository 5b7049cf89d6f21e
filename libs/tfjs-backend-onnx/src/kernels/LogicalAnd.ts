import { binaryKernel } from './elementwise.ts';

/** LogicalAnd of TensorFlow.js: a and b. */
export const logicalAnd = binaryKernel('LogicalAnd', (lowering, a, b) => lowering.op('And', [a, b]), {
  dtypes: ['bool'],
  output: 'bool',
});
