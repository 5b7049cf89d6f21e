import { checkOptimiserConfig } from '@pneumo/training';
import type { OptimiserConfig } from '@pneumo/training';
import { describe, expect, it } from 'vitest';

describe('checkOptimiserConfig', () => {
  it('refuses a configuration that no step could take', () => {
    const bad = (config: unknown) => () => checkOptimiserConfig(config as OptimiserConfig);
    expect(bad({ name: 'adma' })).toThrow(/optimiser\.name is 'adma'; expected one of 'adam', 'sgd'/);
    expect(bad({ name: 'adam', beta1: 1 })).toThrow(/optimiser\.beta1 is 1/);
    expect(bad({ name: 'adam', epsilon: 0 })).toThrow(/optimiser\.epsilon is 0/);
    expect(bad({ name: 'adam', momentum: 0.9 })).toThrow(/'momentum', which 'adam' does not know/);
    expect(bad({ name: 'sgd', nesterov: true })).toThrow(/needs a momentum above 0/);
    expect(bad({ name: 'sgd', weightDecay: -1 })).toThrow(/optimiser\.weightDecay is -1/);
    expect(bad(undefined)).toThrow(/optimiser\.name is undefined/);
  });
});
