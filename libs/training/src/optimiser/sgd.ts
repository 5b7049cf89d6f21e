import { add, mul, sub } from '@tensorflow/tfjs-core';
import type { SgdConfig } from './optimiserConfig.ts';
import type { UpdateRule } from './updateRule.ts';

/**
 * Stochastic gradient descent with momentum as PyTorch's `torch.optim.SGD` has it (dampening 0):
 * the buffer gathers plain gradients, and the learning rate multiplies what leaves it.
 */
export function sgdRule(config: SgdConfig): UpdateRule {
  const { momentum = 0, nesterov = false } = config;
  return {
    slots: momentum > 0 ? ['momentum'] : [],
    coefficients: (_step, learningRate) => ({ learningRate, momentum }),
    update({ value, slots: [buffer] }, gradient, s) {
      if (buffer === undefined) return { value: sub(value, mul(gradient, s.learningRate!)), slots: [] };
      const newBuffer = add(mul(buffer, s.momentum!), gradient);
      const direction = nesterov ? add(gradient, mul(newBuffer, s.momentum!)) : newBuffer;
      return { value: sub(value, mul(direction, s.learningRate!)), slots: [newBuffer] };
    },
  };
}
