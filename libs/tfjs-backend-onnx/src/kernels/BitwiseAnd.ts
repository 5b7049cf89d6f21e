import { binaryKernel } from './elementwise.ts';

/** BitwiseAnd of TensorFlow.js. */
export const bitwiseAnd = binaryKernel('BitwiseAnd', (lowering, a, b) => lowering.op('BitwiseAnd', [a, b]), {
  dtypes: ['int32'],
});
