import { add, mul, sign, sub } from '@tensorflow/tfjs-core';
import type { LionConfig } from './optimiserConfig.ts';
import type { UpdateRule } from './updateRule.ts';

/**
 * Lion (Chen et al., 2023, arXiv:2302.06675, algorithm 2): a step of the learning rate's size along the
 * sign of a mean of gradient and momentum; the momentum itself is slower.
 */
export function lionRule(config: LionConfig): UpdateRule {
  const { beta1 = 0.9, beta2 = 0.99 } = config;
  return {
    slots: ['m'],
    coefficients: (_step, learningRate) => ({
      beta1,
      fresh1: 1 - beta1,
      beta2,
      fresh2: 1 - beta2,
      learningRate,
    }),
    update({ value, slots: [m] }, gradient, s) {
      const direction = sign(add(mul(m!, s.beta1!), mul(gradient, s.fresh1!)));
      return {
        value: sub(value, mul(direction, s.learningRate!)),
        slots: [add(mul(m!, s.beta2!), mul(gradient, s.fresh2!))],
      };
    },
  };
}
