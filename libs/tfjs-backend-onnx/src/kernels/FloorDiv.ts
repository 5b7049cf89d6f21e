import { binaryKernel } from './elementwise.ts';
import { toInt32 } from './toInt32.ts';

/** FloorDiv of TensorFlow.js: floor(a / b) as int32. */
export const floorDiv = binaryKernel(
  'FloorDiv',
  (lowering, a, b) => toInt32(lowering, lowering.op('Floor', [lowering.op('Div', [a, b])])),
  { output: 'int32' },
);
