import type { Tensor } from '@tensorflow/tfjs-core';

/** What one weight looks like before and after a step: its value and the optimiser's slots for it. */
export interface WeightState {
  /** The weight. */
  readonly value: Tensor;
  /** The optimiser's memory for this weight, in the order of {@link UpdateRule.slots}. */
  readonly slots: readonly Tensor[];
}

/** How an optimiser changes one weight; the driver in createOptimiser does the rest. */
export interface UpdateRule {
  /** Names of the tensors kept for each weight, such as `m` and `v`; they start at zero. */
  readonly slots: readonly string[];
  /**
   * The numbers of one step, computed in doubles from the integer step and passed in as scalars.
   *
   * @param step - steps completed after this one, 1 at the first
   * @param learningRate - the rate of this step
   */
  coefficients(step: number, learningRate: number): Record<string, number>;
  /**
   * The next value and slots of one weight.
   *
   * @param state - value and slots before the step
   * @param gradient - of the loss with respect to the weight
   * @param scalars - the coefficients as scalar tensors, shared by all weights
   */
  update(state: WeightState, gradient: Tensor, scalars: Record<string, Tensor>): WeightState;
}
