import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { FitOptions } from './fitOptions.ts';
import { joiningWeights } from './modelWeights.ts';
import type { NamedWeight } from './modelWeights.ts';
import type { Optimiser } from './optimiser/createOptimiser.ts';

/** What the beginning of an epoch changes. */
interface Learning {
  readonly model: LayersModel;
  /** The weights that learn; those that join are added. */
  readonly learning: NamedWeight[];
  readonly optimiser: Optimiser;
  readonly batchesPerEpoch: number;
  readonly onBeforeEpoch: FitOptions['onBeforeEpoch'];
}

/**
 * Lets an epoch say what learns from its first step on, and takes the weights that join into the optimiser. Before the
 * first epoch that was asked already, when the weights were listed.
 *
 * @param epoch - from 0
 * @returns the weights that join
 */
export function beginEpoch(
  { model, learning, optimiser, batchesPerEpoch, onBeforeEpoch }: Learning,
  epoch: number,
): NamedWeight[] {
  if (epoch === 0 || onBeforeEpoch === undefined) return [];
  onBeforeEpoch(epoch);
  const joining = joiningWeights(model, learning, epoch);
  optimiser.step = epoch * batchesPerEpoch;
  optimiser.add(joining);
  learning.push(...joining);
  return joining;
}
