import { unaryKernel } from './elementwise.ts';

/** Abs of TensorFlow.js: |x|. */
export const abs = unaryKernel('Abs', (lowering, x) => lowering.op('Abs', [x]), {
  dtypes: ['float32', 'int32'],
});
