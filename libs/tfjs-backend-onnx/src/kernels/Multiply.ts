import { binaryKernel } from './elementwise.ts';

/** Multiply of TensorFlow.js: a * b. */
export const multiply = binaryKernel('Multiply', (lowering, a, b) => lowering.op('Mul', [a, b]), { dtypes: ['float32', 'int32'] });
