import { add, clone, dispose, mul, scalar, sub, tensor, tidy, variable } from '@tensorflow/tfjs-core';
import type { HostTensors } from '../checkpoint/checkpoint.ts';
import { writeTensors } from '../checkpoint/hostTensors.ts';
import type { NamedWeight } from '../modelWeights.ts';
import type { EmaConfig } from './averageConfig.ts';

/** A moving average beside the weights of a model, moving statistics included. */
export interface EmaWeights {
  /** The average of each weight under the weight's name; zeros before the first update. */
  readonly state: readonly NamedWeight[];
  /**
   * Takes in the weights of now.
   *
   * @param step - steps completed with this one, from 1
   */
  update(step: number): void;
  /**
   * Puts an average back.
   *
   * @param average - the average
   * @param now - the elements that the weights have now
   */
  write(average: HostTensors, now: HostTensors): void;
  /** Disposes the average. */
  dispose(): void;
}

/**
 * Makes an average for a list of weights, as PyTorch's `AveragedModel` with `get_ema_multi_avg_fn` and
 * `use_buffers`: the first update copies, later ones move by `1 - decay` towards the weights. What a
 * step does depends on its number alone, so that a resumed average has the same bits.
 */
export function emaWeights(config: EmaConfig, weights: readonly NamedWeight[]): EmaWeights {
  const state = weights.map(({ name, variable: weight }) => ({
    name,
    variable: tidy(() => variable(tensor(new Float32Array(weight.size), weight.shape), false)),
  }));
  /** The elements of each weight that its average equals; frozen weights never leave them, and cost nothing. */
  const equals: (object | null)[] = weights.map(({ variable: weight }) => weight.dataId);
  return {
    state,
    update(step) {
      const updates = step - 1;
      const decay = config.warmUp ? Math.min(config.decay, (1 + updates) / (10 + updates)) : config.decay;
      tidy(() => {
        const towards = scalar(updates === 0 ? 1 : 1 - decay);
        for (const [i, { variable: weight }] of weights.entries()) {
          const average = state[i]!.variable;
          if (equals[i] === weight.dataId) {
            if (updates === 0) average.assign(clone(weight));
            continue;
          }
          // A clone, because a lazy backend takes the use of a variable that has just been assigned for the next step's.
          average.assign(add(average, mul(sub(clone(weight), average), towards)));
          equals[i] = null;
        }
      });
    },
    write(average, now) {
      writeTensors(state, average);
      for (const [i, { name, variable: weight }] of weights.entries()) {
        const { values } = average[name]!;
        equals[i] = now[name]!.values.every((value, k) => value === values[k]) ? weight.dataId : null;
      }
    },
    dispose() {
      dispose(state.map(({ variable: average }) => average));
    },
  };
}
