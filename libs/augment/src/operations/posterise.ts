import type { OperationChance } from '../augmentPolicy.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Keeps only the highest bits of the 8-bit grey value; how many is drawn from `bits` to 8. */
export interface PosteriseOperation extends OperationChance {
  /** Names the operation. */
  type: 'posterise';
  /** Fewest bits kept, from 1 to 8. */
  bits: number;
}

/** A number of bits was drawn. */
export interface DrawnPosterise {
  /** Names the operation. */
  type: 'posterise';
  /** Bits kept, from 1 to 8. */
  bits: number;
}

/** Rounds grey values down to 2^`bits` levels: torchvision's posterize. */
export const posterise: IntensityDefinition<'posterise'> = {
  kind: 'intensity',
  policyFields: { bits: { integer: [1, 8] } },
  recordFields: { bits: { integer: [1, 8] } },
  draw: ({ bits }, stream) => ({ type: 'posterise', bits: bits + stream.integer(9 - bits) }),
  change: ({ bits }, values, { range: [black, white] }) => {
    const unit = (white - black) / 255;
    const mask = 256 - 2 ** (8 - bits);
    // A value interpolated onto a level may lie a rounding below it.
    for (let i = 0; i < values.length; i++) {
      values[i] = black + (((values[i]! - black) / unit + 1e-3) & mask) * unit;
    }
  },
};
