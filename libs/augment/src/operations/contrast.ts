import type { OperationChance } from '../augmentPolicy.ts';
import { linearPass } from '../pixels/linearPass.ts';
import { meanOf } from '../pixels/meanOf.ts';

import type { IntensityDefinition } from './operationDefinition.ts';

/** Stretches the image about its mean grey by a factor drawn uniformly from 1 - `amount` to 1 + `amount`. */
export interface ContrastOperation extends OperationChance {
  /** Names the operation. */
  type: 'contrast';
  /** Largest change of the factor, from 0 to 1. */
  amount: number;
}

/** A contrast was drawn. */
export interface DrawnContrast {
  /** Names the operation. */
  type: 'contrast';
  /** Distances from the mean grey are multiplied by it; from 0 to 100. */
  factor: number;
}

/** Stretches about the mean grey of the whole image and clips: torchvision's adjust_contrast. */
export const contrast: IntensityDefinition<'contrast'> = {
  kind: 'intensity',
  policyFields: { amount: [0, 1] },
  recordFields: { factor: [0, 100] },
  draw: ({ amount }, stream) => ({ type: 'contrast', factor: stream.uniform(1 - amount, 1 + amount) }),
  linear: ({ factor }, _frame, mean) => [factor, (1 - factor) * mean()],
  change: ({ factor }, values, { channels, range }) => {
    linearPass(values, factor, (1 - factor) * meanOf(values, channels, range), range);
  },
};
