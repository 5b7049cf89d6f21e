import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Lowering } from '../graph/Lowering.ts';
import { elementwiseOp } from './elementwise.ts';
import { kernel } from './kernel.ts';

const isInfinite = (lowering: Lowering, x: string): string => lowering.op('IsInf', [x]);

const complexAbsOp = elementwiseOp<object>('ComplexAbs', (lowering, [real, imag]) => {
  // In double precision squares of float32 neither overflow nor vanish.
  const [a, b] = [real!, imag!].map((part) => lowering.cast(part, 'float64'));
  const sum = lowering.op('Add', [lowering.op('Mul', [a!, a!]), lowering.op('Mul', [b!, b!])]);
  const length = lowering.cast(lowering.op('Sqrt', [sum]), 'float32');
  // An infinite part counts for more than a part that is NaN.
  const infinite = lowering.op('Or', [isInfinite(lowering, real!), isInfinite(lowering, imag!)]);
  return lowering.op('Where', [infinite, lowering.scalar(Number.POSITIVE_INFINITY), length]);
});

/** ComplexAbs of TensorFlow.js, from the two parts, which are float32 tensors of their own. */
export const complexAbs = kernel<{ x: TensorInfo }>(
  'ComplexAbs',
  { anything: true },
  ({ inputs: { x }, backend }) => {
    const { real, imag } = backend.complexParts(x);
    return backend.record(complexAbsOp, [backend.use(real), backend.use(imag)], {}, x.shape, 'float32');
  },
);
