import { unaryKernel } from './elementwise.ts';

/** LogicalNot of TensorFlow.js: not x. */
export const logicalNot = unaryKernel('LogicalNot', (lowering, x) => lowering.op('Not', [x]), {
  dtypes: ['bool'],
});
