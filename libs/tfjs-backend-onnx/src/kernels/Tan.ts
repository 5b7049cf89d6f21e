import { unaryKernel } from './elementwise.ts';

/**
 * Tan of TensorFlow.js: sine over cosine in double precision, because ONNX Runtime's float32 tangent
 * loses digits near the poles.
 */
export const tan = unaryKernel('Tan', (lowering, x) => {
  const angle = lowering.cast(x, 'float64');
  // ONNX Runtime has the cosine in float32 only: 1 - 2 sin²(x/2).
  const half = lowering.op('Sin', [lowering.op('Mul', [angle, lowering.scalar(0.5, 'float64')])]);
  const square = lowering.op('Mul', [half, half]);
  const cosine = lowering.op('Sub', [
    lowering.scalar(1, 'float64'),
    lowering.op('Mul', [square, lowering.scalar(2, 'float64')]),
  ]);
  return lowering.cast(lowering.op('Div', [lowering.op('Sin', [angle]), cosine]), 'float32');
});
