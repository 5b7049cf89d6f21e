import type { OperationChance } from '../augmentPolicy.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Inverts what is brighter than a threshold drawn uniformly from `level` to 1. Not chest-safe: for RandAugment and its like. */
export interface SolariseOperation extends OperationChance {
  /** Names the operation. */
  type: 'solarise';
  /** Lowest threshold, from 0 (black) to 1 (white). */
  level: number;
}

/** A threshold was drawn. */
export interface DrawnSolarise {
  /** Names the operation. */
  type: 'solarise';
  /** Values from here on are inverted; from 0 (black) to 1 (white). */
  threshold: number;
}

/** Inverts values at and above the threshold: torchvision's solarize. */
export const solarise: IntensityDefinition<'solarise'> = {
  kind: 'intensity',
  policyFields: { level: [0, 1] },
  recordFields: { threshold: [0, 1] },
  draw: ({ level }, stream) => ({ type: 'solarise', threshold: stream.uniform(level, 1) }),
  change: ({ threshold }, values, { range: [black, white] }) => {
    const from = black + (white - black) * threshold;
    for (let i = 0; i < values.length; i++) {
      if (values[i]! >= from) values[i] = black + white - values[i]!;
    }
  },
};
