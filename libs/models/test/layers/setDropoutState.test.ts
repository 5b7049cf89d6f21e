import { setDropoutState } from '@pneumo/models';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import { answer, noiseBatch, tinyCnn } from '../tinyCnn.ts';

describe('setDropoutState', () => {
  it('makes training a function of seed and step', () => {
    const { model } = tinyCnn({ blockDropout: 0.3, denseDropout: 0.3, dense: [16] });
    const x = noiseBatch(model, 4);
    const at = (seed: number, step: number): number[] => {
      expect(setDropoutState(model, { seed, step })).toBe(3);
      return answer(model, x, true);
    };
    const first = at(1, 0);
    expect(at(1, 0)).toEqual(first);
    expect(at(1, 1)).not.toEqual(first);
    expect(at(2, 0)).not.toEqual(first);
  });

  it('reaches the dropout layers of nested models', () => {
    const { model } = tinyCnn();
    const input = tfl.input({ shape: [32, 32, 1] });
    const outer = tfl.model({ inputs: input, outputs: model.apply(input) as tfl.SymbolicTensor });
    expect(setDropoutState(outer, { seed: 1, step: 0 })).toBe(3);
  });

  it('refuses a negative step', () => {
    expect(() => setDropoutState(tinyCnn().model, { seed: 1, step: -1 })).toThrow(/step is -1/);
  });
});
