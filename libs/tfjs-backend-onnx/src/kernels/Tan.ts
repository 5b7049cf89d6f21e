import { unaryKernel } from './elementwise.ts';

/** Cosine as a sine: ONNX Runtime has the cosine in float32 only. */
const QUARTER_TURN = Math.PI / 2;

/**
 * Tan of TensorFlow.js: sine over cosine in double precision, because ONNX Runtime's float32 tangent
 * loses digits near the poles.
 */
export const tan = unaryKernel('Tan', (lowering, x) => {
  const angle = lowering.cast(x, 'float64');
  const turned = lowering.op('Add', [angle, lowering.scalar(QUARTER_TURN, 'float64')]);
  const quotient = lowering.op('Div', [lowering.op('Sin', [angle]), lowering.op('Sin', [turned])]);
  return lowering.cast(quotient, 'float32');
});
