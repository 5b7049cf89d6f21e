import type { OperationChance } from '../augmentPolicy.ts';
import { linearPass } from '../pixels/linearPass.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Multiplies the image by a factor drawn uniformly from 1 - `amount` to 1 + `amount`. */
export interface BrightnessOperation extends OperationChance {
  /** Names the operation. */
  type: 'brightness';
  /** Largest change of the factor, from 0 to 1. */
  amount: number;
}

/** A brightness was drawn. */
export interface DrawnBrightness {
  /** Names the operation. */
  type: 'brightness';
  /** Grey values are multiplied by it; from 0 to 100. */
  factor: number;
}

/** Multiplies by a factor and clips to the range: torchvision's adjust_brightness. */
export const brightness: IntensityDefinition<'brightness'> = {
  kind: 'intensity',
  policyFields: { amount: [0, 1] },
  recordFields: { factor: [0, 100] },
  draw: ({ amount }, stream) => ({ type: 'brightness', factor: stream.uniform(1 - amount, 1 + amount) }),
  linear: ({ factor }, { range: [black] }) => [factor, black - black * factor],
  change: ({ factor }, values, { range }) => {
    linearPass(values, factor, range[0] - range[0] * factor, range);
  },
};
