import { add, div, mul, relu, sqrt, square, sub } from '@tensorflow/tfjs-core';
import type { RmspropConfig } from './optimiserConfig.ts';
import type { UpdateRule } from './updateRule.ts';

/**
 * RMSprop (Hinton, 2012, lecture 6e) as PyTorch's `torch.optim.RMSprop` has it: epsilon is added to the
 * root, `centered` takes the variance of the gradients (Graves, 2013), and momentum gathers steps.
 */
export function rmspropRule(config: RmspropConfig): UpdateRule {
  const { alpha = 0.99, epsilon = 1e-7, momentum = 0, centered = false } = config;
  return {
    slots: ['square', ...(centered ? ['mean'] : []), ...(momentum > 0 ? ['momentum'] : [])],
    coefficients: (_step, learningRate) => ({ towards: 1 - alpha, epsilon, learningRate, momentum }),
    update({ value, slots }, gradient, s) {
      const oldSquare = slots[0]!;
      const newSquare = add(oldSquare, mul(sub(square(gradient), oldSquare), s.towards!));
      const next = [newSquare];
      let spread = newSquare;
      if (centered) {
        const oldMean = slots[1]!;
        const newMean = add(oldMean, mul(sub(gradient, oldMean), s.towards!));
        next.push(newMean);
        // Rounding may leave a variance of 0 just below it, whose root is NaN in PyTorch.
        spread = relu(sub(newSquare, square(newMean)));
      }
      let direction = div(gradient, add(sqrt(spread), s.epsilon!));
      if (momentum > 0) {
        direction = add(mul(slots.at(-1)!, s.momentum!), direction);
        next.push(direction);
      }
      return { value: sub(value, mul(direction, s.learningRate!)), slots: next };
    },
  };
}
