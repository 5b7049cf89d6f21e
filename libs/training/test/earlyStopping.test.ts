import { initialEarlyStoppingState, updateEarlyStopping } from '@pneumo/training';
import type { EarlyStoppingConfig } from '@pneumo/training';
import { describe, expect, it } from 'vitest';

/** Epochs (from 1) after which Keras' EarlyStopping would have stopped, or 0. */
function stopsAfter(config: EarlyStoppingConfig, values: readonly number[]): number {
  let state = initialEarlyStoppingState;
  for (const [i, value] of values.entries()) {
    state = updateEarlyStopping(config, state, value);
    if (state.stop) return i + 1;
  }
  return 0;
}

describe('updateEarlyStopping', () => {
  it('stops once patience epochs have passed without improvement', () => {
    const config: EarlyStoppingConfig = { monitor: 'valLoss', mode: 'min', patience: 2 };
    expect(stopsAfter(config, [1, 0.9, 0.95, 0.91, 0.1])).toBe(4);
    expect(stopsAfter(config, [1, 0.9, 0.95, 0.8, 0.85])).toBe(0);
  });

  it('does not take an equal value for an improvement', () => {
    expect(stopsAfter({ monitor: 'valAuroc', mode: 'max', patience: 1 }, [0.9, 0.9])).toBe(2);
  });

  it('does not take less than minDelta for an improvement', () => {
    const config: EarlyStoppingConfig = { monitor: 'valAuroc', mode: 'max', patience: 1, minDelta: 0.01 };
    expect(stopsAfter(config, [0.9, 0.905])).toBe(2);
    expect(stopsAfter(config, [0.9, 0.92, 0.94])).toBe(0);
  });

  it('refuses a figure that is no number, which would otherwise count as no improvement', () => {
    const config: EarlyStoppingConfig = { monitor: 'valLoss', mode: 'min', patience: 1 };
    expect(() => updateEarlyStopping(config, initialEarlyStoppingState, Number.NaN)).toThrow(/value is NaN/);
  });
});
