import type { OperationChance } from '../augmentPolicy.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Sharpens by a factor drawn uniformly from 1 to 1 + `amount`. */
export interface SharpenOperation extends OperationChance {
  /** Names the operation. */
  type: 'sharpen';
  /** Largest factor minus 1, from 0 to 10. */
  amount: number;
}

/** A sharpness was drawn. */
export interface DrawnSharpen {
  /** Names the operation. */
  type: 'sharpen';
  /** Above 1 sharpens, below 1 softens, 0 is the smoothed image; from 0 to 20. */
  factor: number;
}

/**
 * Moves away from the image smoothed by a 3×3 kernel (centre 5, neighbours 1) and clips; the outer
 * pixels stay: torchvision's adjust_sharpness.
 */
export const sharpen: IntensityDefinition<'sharpen'> = {
  kind: 'intensity',
  policyFields: { amount: [0, 10] },
  recordFields: { factor: [0, 20] },
  draw: ({ amount }, stream) => ({ type: 'sharpen', factor: stream.uniform(1, 1 + amount) }),
  change: ({ factor }, values, { width, height, channels, range: [black, white] }) => {
    const source = values.slice();
    const stride = width * channels;
    for (let row = 1; row < height - 1; row++) {
      for (let i = row * stride + channels; i < (row + 1) * stride - channels; i++) {
        const centre = source[i]!;
        let sum = 5 * centre + source[i - channels]! + source[i + channels]!;
        for (const line of [i - stride, i + stride]) {
          sum += source[line - channels]! + source[line]! + source[line + channels]!;
        }
        const smooth = sum / 13;
        const value = smooth + (centre - smooth) * factor;
        values[i] = value < black ? black : value > white ? white : value;
      }
    }
  },
};
