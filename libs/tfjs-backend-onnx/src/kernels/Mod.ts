import { binaryKernel } from './elementwise.ts';

/** Mod of TensorFlow.js: the remainder with the sign of b. */
export const mod = binaryKernel('Mod', (lowering, a, b) => {
  const remainder = lowering.op('Mod', [a, b], { fmod: 1 });
  const zero = lowering.scalar(0);
  const sameSign = lowering.op('Equal', [lowering.op('Less', [a, zero]), lowering.op('Less', [b, zero])]);
  const wrapped = lowering.op('Mod', [lowering.op('Add', [remainder, b]), b], { fmod: 1 });
  return lowering.op('Where', [sameSign, remainder, wrapped]);
});
