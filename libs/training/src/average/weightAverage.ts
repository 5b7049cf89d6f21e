import { clone, dispose } from '@tensorflow/tfjs-core';
import { readTensors, tensorDifferences, writeTensors } from '../checkpoint/hostTensors.ts';
import type { HostTensors } from '../checkpoint/checkpoint.ts';
import type { NamedWeight } from '../modelWeights.ts';
import type { AverageConfig } from './averageConfig.ts';
import { emaWeights } from './emaWeights.ts';
import { swaCount, swaMean } from './swaMean.ts';

/** An average of a model's weights in the course of a training. */
export interface WeightAverage {
  /** Takes in the weights after a step; traced with the step. */
  afterStep(step: number): void;
  /** Prepares the average after an epoch (from 1); nothing is kept before {@link WeightAverage.commit}. */
  prepare(epoch: number): Promise<void>;
  /** Keeps what was prepared: the epoch has ended. */
  commit(): void;
  /**
   * Works with the average in the model, its batch normalisation estimated anew where that is due; then
   * the model has its own weights again, whatever happens.
   *
   * @returns what the work gave, and the weights it was done with; the model's own weights and null when
   *   there is no average yet
   */
  inModel<T>(epoch: number, work: () => Promise<T>): Promise<{ result: T; weights: HostTensors | null }>;
  /** Its state for a checkpoint; empty while there is no average yet. */
  read(): Promise<HostTensors>;
  /** What keeps a state from being put back, after so many epochs: one line a difference. */
  differences(state: HostTensors, epoch: number): string[];
  /** Puts a state back, beside weights that have been put back. */
  write(state: HostTensors, weights: HostTensors): void;
  /** Frees what it holds. */
  dispose(): void;
}

/**
 * Makes the average that a configuration asks for.
 *
 * @param reestimate - computes the statistics of batch normalisation anew from an epoch's batches (from 0)
 */
export function weightAverage(
  config: AverageConfig,
  weights: readonly NamedWeight[],
  reestimate: (epoch: number) => Promise<void>,
): WeightAverage {
  const inModel = async <T>(
    average: HostTensors,
    prepare: () => Promise<void>,
    work: () => Promise<T>,
  ): Promise<{ result: T; weights: HostTensors }> => {
    const own = weights.map(({ variable }) => clone(variable));
    writeTensors(weights, average);
    try {
      await prepare();
      return { weights: await readTensors(weights), result: await work() };
    } finally {
      for (const [i, { variable }] of weights.entries()) variable.assign(own[i]!);
      dispose(own);
    }
  };

  if (config.kind === 'ema') {
    const ema = emaWeights(config, weights);
    const read = (): Promise<HostTensors> => readTensors(ema.state);
    return {
      afterStep: (step) => ema.update(step),
      prepare: async () => {},
      commit: () => {},
      inModel: async (_epoch, work) => inModel(await read(), async () => {}, work),
      read,
      differences: (state) => tensorDifferences(ema.state, state),
      write: (state, now) => ema.write(state, now),
      dispose: () => ema.dispose(),
    };
  }
  let kept: HostTensors = {};
  let prepared: HostTensors = kept;
  return {
    afterStep: () => {},
    async prepare(epoch) {
      const { count, joins } = swaCount(config, epoch);
      prepared = joins ? swaMean(kept, await readTensors(weights), count) : kept;
    },
    commit: () => void (kept = prepared),
    async inModel(epoch, work) {
      const { count } = swaCount(config, epoch);
      if (count === 0) return { result: await work(), weights: null };
      return inModel(prepared, () => reestimate(epoch - 1), work);
    },
    read: async () => kept,
    differences: (state, epoch) => tensorDifferences(swaCount(config, epoch).count > 0 ? weights : [], state),
    write: (state) => void (kept = prepared = state),
    dispose: () => {},
  };
}
