import { checkOptimiserConfig } from '@pneumo/training';
import type { OptimiserConfig } from '@pneumo/training';
import { describe, expect, it } from 'vitest';

describe('checkOptimiserConfig', () => {
  it('refuses a configuration that no step could take', () => {
    const bad = (config: unknown) => () => checkOptimiserConfig(config as OptimiserConfig);
    expect(bad({ name: 'adma' })).toThrow(
      /optimiser\.name is 'adma'; expected one of 'adam', 'sgd', 'rmsprop', 'lion'/,
    );
    expect(bad({ name: 'adam', beta1: 1 })).toThrow(/optimiser\.beta1 is 1/);
    expect(bad({ name: 'adam', epsilon: 0 })).toThrow(/optimiser\.epsilon is 0/);
    expect(bad({ name: 'adam', momentum: 0.9 })).toThrow(/'momentum', which 'adam' does not know/);
    expect(bad({ name: 'sgd', nesterov: true })).toThrow(/needs a momentum above 0/);
    expect(bad({ name: 'sgd', weightDecay: -1 })).toThrow(/optimiser\.weightDecay is -1/);
    expect(bad({ name: 'rmsprop', alpha: 1 })).toThrow(/optimiser\.alpha is 1/);
    expect(bad({ name: 'lion', beta2: -0.1 })).toThrow(/optimiser\.beta2 is -0\.1/);
    // 0 as a float32: the second moment's root would divide 0 by 0.
    expect(bad({ name: 'adam', epsilon: 1e-46 })).toThrow(/optimiser\.epsilon is 1e-46/);
    expect(bad(undefined)).toThrow(/optimiser\.name is undefined/);
  });

  it('takes for true or false no words, which a JSON file may hold', () => {
    const bad = (config: unknown) => () => checkOptimiserConfig(config as OptimiserConfig);
    expect(bad({ name: 'rmsprop', centered: 'false' })).toThrow(
      "optimiser.centered is 'false'; expected true or false.",
    );
    expect(bad({ name: 'sgd', momentum: 0.9, nesterov: 'no' })).toThrow(/optimiser\.nesterov is 'no'/);
    checkOptimiserConfig({ name: 'rmsprop', centered: false });
  });

  it('refuses groups that are not clear', () => {
    const bad = (groups: unknown) => () =>
      checkOptimiserConfig({ name: 'adam', groups } as unknown as OptimiserConfig);
    expect(bad({})).toThrow(/optimiser\.groups is no list/);
    for (const group of [null, 3, 'head'])
      expect(bad([group])).toThrow(/optimiser\.groups\[0\] is .*; expected an object with weights/);
    expect(bad([{ weights: ['a'], learningRateFactor: 1e-46 }])).toThrow(/learningRateFactor is 1e-46/);
    expect(bad([{ weights: 'head/kernel' }])).toThrow(/groups\[0\]\.weights is no list of names/);
    expect(bad([{ weights: ['a'], factor: 2 }])).toThrow(/groups\[0\] has the field 'factor'/);
    expect(bad([{ weights: ['a'], learningRateFactor: 0 }])).toThrow(/learningRateFactor is 0/);
    expect(bad([{ weights: ['a'] }, { weights: ['b', 'a'] }])).toThrow(
      /groups\[1\] names 'a', which group 0 has already/,
    );
  });
});
