import type { OperationChance } from '../augmentPolicy.ts';
import type { ExpansionDefinition } from './operationDefinition.ts';
import { drawFrom, MAGNITUDES, SEARCH_NAMES } from './searchSpace.ts';

/**
 * Draws `count` of thirteen operations, all of one magnitude (Cubuk et al., RandAugment, 2020): shear,
 * shift, rotation, brightness, contrast, sharpness, posterise, solarise, autocontrast, equalise, none.
 */
export interface RandAugmentOperation extends OperationChance {
  /** Names the line. */
  type: 'randAugment';
  /** Operations drawn, with repetition, from 1 to 8; the paper has 2. */
  count: number;
  /** Their strength, from 0 to 1; torchvision's 9 of 30 is 0.3. */
  magnitude: number;
}

/** Draws what stands in the record under the names of the operations. */
export const randAugment: ExpansionDefinition<'randAugment'> = {
  policyFields: { count: { integer: [1, 8] }, magnitude: [0, 1] },
  expand: ({ count, magnitude }, stream) =>
    Array.from({ length: count }, () =>
      drawFrom(MAGNITUDES.randAugment, SEARCH_NAMES, magnitude, stream),
    ).flat(),
};
