import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import type { AdamConfig } from './optimiserConfig.ts';
import type { UpdateRule } from './updateRule.ts';

/**
 * Adam (Kingma and Ba, 2015, algorithm 1), in the form of its section 2: both bias corrections are
 * folded into the step size and into epsilon, which is algebraically PyTorch's and saves kernels.
 */
export function adamRule(config: AdamConfig): UpdateRule {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = config;
  return {
    slots: ['m', 'v'],
    coefficients(step, learningRate) {
      const correction = Math.sqrt(1 - beta2 ** step);
      return {
        towardsGradient: 1 - beta1,
        towardsSquare: 1 - beta2,
        epsilon: epsilon * correction,
        stepSize: (learningRate * correction) / (1 - beta1 ** step),
      };
    },
    update({ value, slots: [m, v] }, gradient, s) {
      const newM = add(m!, mul(sub(gradient, m!), s.towardsGradient!));
      const newV = add(v!, mul(sub(square(gradient), v!), s.towardsSquare!));
      const change = div(mul(newM, s.stepSize!), add(sqrt(newV), s.epsilon!));
      return { value: sub(value, change), slots: [newM, newV] };
    },
  };
}
