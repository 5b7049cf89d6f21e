import { checkNumber, PneumoError } from '@pneumo/core';
import { dispose, mul, scalar, tensor, tidy, variable } from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { NamedWeight } from '../modelWeights.ts';
import { checkOptimiserConfig } from './optimiserConfig.ts';
import type { OptimiserConfig } from './optimiserConfig.ts';
import { groupNumbers } from './optimiserGroups.ts';
import type { GroupNumbers } from './optimiserGroups.ts';
import { ruleOf } from './ruleOf.ts';

/**
 * An optimiser whose whole state can be seen: the step count, and one named tensor for each slot and
 * weight. tfjs' own optimisers recompute their bias corrections when they are restored, in other
 * bits than an uninterrupted run; here they are functions of the integer step alone. Made by
 * {@link createOptimiser}.
 */
export interface Optimiser {
  /** Steps taken so far. Set it (and the state) to resume. */
  step: number;
  /** The slots of all weights, named `slot/weight`, such as `m/dense/kernel`; owned by the optimiser. */
  readonly state: readonly NamedWeight[];
  /**
   * Takes in more weights, behind those that it has, with their slots at zero. Their own first step is the next one, as
   * that of PyTorch's parameters is which had no gradient until then.
   *
   * @param weights - weights that it does not have yet
   */
  add(weights: readonly NamedWeight[]): void;
  /**
   * Takes one step: assigns new values to the weights and the state. Disposes what it makes.
   *
   * @param gradients - one for each weight, in the order in which the weights were given; not disposed
   * @param learningRate - the rate of this step, at least 0
   * @throws PneumoError `INVALID_ARGUMENT` when gradients or rate do not fit; no weight has changed then
   */
  apply(gradients: readonly Tensor[], learningRate: number): void;
  /** Disposes the state; the weights are the model's. */
  dispose(): void;
}

/**
 * Makes an optimiser for a list of weights, with all its state at zero.
 *
 * @param config - which optimiser, and its numbers
 * @param weights - the weights it changes, in the order in which gradients will come
 * @returns the optimiser; dispose it when done
 * @throws PneumoError `INVALID_ARGUMENT` when the configuration is not valid
 *
 * @example
 * ```ts
 * const weight = tf.variable(tf.tensor1d([1, 2]));
 * const optimiser = createOptimiser({ name: 'sgd', momentum: 0.9 }, [{ name: 'w', variable: weight }]);
 * optimiser.apply([tf.tensor1d([1, 1])], 0.1);
 * optimiser.apply([tf.tensor1d([1, 1])], 0.1);
 * Array.from(weight.dataSync()); // [0.71, 1.71]
 * optimiser.dispose();
 * ```
 */
export function createOptimiser(config: OptimiserConfig, weights: readonly NamedWeight[]): Optimiser {
  checkOptimiserConfig(config);
  const rule = ruleOf(config);
  const entries: Entry[] = [];
  const decays = (weight: Variable): boolean => config.decays === 'all' || weight.rank > 1;

  const optimiser: Optimiser = {
    step: 0,
    get state() {
      return entries.flatMap(({ name, slots }) =>
        rule.slots.map((slot, k) => ({ name: `${slot}/${name}`, variable: slots[k]! })),
      );
    },
    add(more) {
      for (const { name, variable: weight } of more) {
        const slots = rule.slots.map(() => zeroVariable(weight));
        const numbers = groupNumbers(config.groups, name, config.weightDecay ?? 0);
        entries.push({ name, weight, slots, numbers, before: this.step });
      }
    },
    apply(gradients, learningRate) {
      checkNumber('learningRate', learningRate, { min: 0 });
      if (gradients.length !== entries.length) {
        throw new PneumoError(
          'INVALID_ARGUMENT',
          `${gradients.length} gradients came for ${entries.length} weights; expected one for each, in the weights' order.`,
        );
      }
      this.step++;
      tidy(() => {
        // Weights with the same rate, decay and number of steps share their scalars.
        const shared = new Map<string, Record<string, Tensor>>();
        const scalarsOf = ({ numbers: { factor, decay }, before }: Entry): Record<string, Tensor> => {
          const key = `${factor} ${decay} ${before}`;
          const rate = learningRate * factor;
          const scalars =
            shared.get(key) ??
            Object.fromEntries(
              Object.entries({ ...rule.coefficients(this.step - before, rate), kept: 1 - rate * decay }).map(
                ([coefficient, value]) => [coefficient, scalar(value)],
              ),
            );
          shared.set(key, scalars);
          return scalars;
        };
        for (const [i, entry] of entries.entries()) {
          const { weight, slots, numbers } = entry;
          const scalars = scalarsOf(entry);
          const value = numbers.decay > 0 && decays(weight) ? mul(weight, scalars.kept!) : weight;
          const next = rule.update({ value, slots }, gradients[i]!, scalars);
          weight.assign(next.value);
          for (const [k, slot] of slots.entries()) slot.assign(next.slots[k]!);
        }
      });
    },
    dispose() {
      dispose(entries.flatMap(({ slots }) => slots));
    },
  };
  optimiser.add(weights);
  return optimiser;
}

/** A weight and what the optimiser keeps for it. */
interface Entry {
  readonly name: string;
  readonly weight: Variable;
  readonly slots: readonly Variable[];
  readonly numbers: GroupNumbers;
  /** Steps that had been taken when it came. */
  readonly before: number;
}

/** Zeros from the host rather than from a kernel, so that a lazy backend traces the first step as every other. */
function zeroVariable(weight: Variable): Variable {
  return tidy(() => variable(tensor(new Float32Array(weight.size), weight.shape), false));
}
