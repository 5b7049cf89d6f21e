import type { OperationChance } from '../augmentPolicy.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Adds normally distributed noise whose standard deviation is drawn uniformly from 0 to `deviation`. */
export interface GaussianNoiseOperation extends OperationChance {
  /** Names the operation. */
  type: 'gaussianNoise';
  /** Largest standard deviation, as a fraction of the range from black to white, from 0 to 1. */
  deviation: number;
}

/** Noise was drawn. */
export interface DrawnGaussianNoise {
  /** Names the operation. */
  type: 'gaussianNoise';
  /** Standard deviation, as a fraction of the range from black to white. */
  deviation: number;
  /** Which noise: a whole number below 2^32. */
  seed: number;
}

/** Adds independent noise to each value and clips; the same to all channels of a pixel, as film grain is. */
export const gaussianNoise: IntensityDefinition<'gaussianNoise'> = {
  kind: 'intensity',
  policyFields: { deviation: [0, 1] },
  recordFields: { deviation: [0, 1], seed: { integer: [0, 2 ** 32 - 1] } },
  draw: ({ deviation }, stream) => ({
    type: 'gaussianNoise',
    deviation: stream.uniform(0, deviation),
    seed: stream.nextUint32(),
  }),
  change: ({ deviation, seed }, values, frame, _replay, passes) =>
    passes.noise(values, frame, deviation, seed),
};
