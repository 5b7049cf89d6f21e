import { unaryKernel } from './elementwise.ts';

/** Neg of TensorFlow.js: -x. */
export const neg = unaryKernel('Neg', (lowering, x) => lowering.op('Neg', [x]), {
  dtypes: ['float32', 'int32'],
});
