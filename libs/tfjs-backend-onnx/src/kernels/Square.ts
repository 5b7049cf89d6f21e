import { unaryKernel } from './elementwise.ts';

/** Square of TensorFlow.js: x * x. */
export const square = unaryKernel('Square', (lowering, x) => lowering.op('Mul', [x, x]), {
  dtypes: ['float32', 'int32'],
  deferred: true,
});
