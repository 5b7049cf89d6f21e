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
   * Takes one step: assigns new values to the weights and the state. Disposes what it makes.
   *
   * @param gradients - one for each weight, in the order given to {@link createOptimiser}; not disposed
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
  const slots: Variable[][] = weights.map(({ variable: weight }) =>
    rule.slots.map(() => zeroVariable(weight)),
  );
  const numbers = weights.map(({ name }) => groupNumbers(config.groups, name, config.weightDecay ?? 0));
  const decays = (weight: Variable): boolean => config.decays === 'all' || weight.rank > 1;

  return {
    step: 0,
    state: weights.flatMap(({ name }, i) =>
      rule.slots.map((slot, k) => ({ name: `${slot}/${name}`, variable: slots[i]![k]! })),
    ),
    apply(gradients, learningRate) {
      checkNumber('learningRate', learningRate, { min: 0 });
      if (gradients.length !== weights.length) {
        throw new PneumoError(
          'INVALID_ARGUMENT',
          `${gradients.length} gradients came for ${weights.length} weights; expected one for each, in the weights' order.`,
        );
      }
      this.step++;
      tidy(() => {
        // Weights with the same rate and decay share their scalars.
        const shared = new Map<string, Record<string, Tensor>>();
        const scalarsOf = ({ factor, decay }: GroupNumbers): Record<string, Tensor> => {
          const key = `${factor} ${decay}`;
          const rate = learningRate * factor;
          const scalars =
            shared.get(key) ??
            Object.fromEntries(
              Object.entries({ ...rule.coefficients(this.step, rate), kept: 1 - rate * decay }).map(
                ([coefficient, value]) => [coefficient, scalar(value)],
              ),
            );
          shared.set(key, scalars);
          return scalars;
        };
        for (const [i, { variable: weight }] of weights.entries()) {
          const scalars = scalarsOf(numbers[i]!);
          const value = numbers[i]!.decay > 0 && decays(weight) ? mul(weight, scalars.kept!) : weight;
          const next = rule.update({ value, slots: slots[i]! }, gradients[i]!, scalars);
          weight.assign(next.value);
          for (const [k, slot] of slots[i]!.entries()) slot.assign(next.slots[k]!);
        }
      });
    },
    dispose() {
      dispose(slots.flat());
    },
  };
}

/** Zeros from the host rather than from a kernel, so that a lazy backend traces the first step as every other. */
function zeroVariable(weight: Variable): Variable {
  return tidy(() => variable(tensor(new Float32Array(weight.size), weight.shape), false));
}
