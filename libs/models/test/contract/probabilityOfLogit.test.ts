import {
  type ContractCalibration,
  createModel,
  modelCard,
  modelContract,
  probabilityOfLogit,
} from '@pneumo/models';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const by = (calibration: ContractCalibration | undefined, logit: number): number =>
  probabilityOfLogit({ ...(calibration && { calibration }) }, logit);
const fittedOn = 'validation';

describe('probabilityOfLogit', () => {
  it.each([-3, -0.2, 0, 1.7])('equals the formulas of the papers at %d', (z) => {
    const p = sigmoid(z);
    expect(by(undefined, z)).toBeCloseTo(p, 12);
    expect(by({ method: 'temperature', temperature: 2.5, fittedOn }, z)).toBeCloseTo(sigmoid(z / 2.5), 12);
    expect(by({ method: 'platt', slope: 0.7, intercept: -1, fittedOn }, z)).toBeCloseTo(
      sigmoid(0.7 * z - 1),
      12,
    );
    const odds = (Math.exp(0.3) * p ** 1.2) / (1 - p) ** 0.8;
    expect(by({ method: 'beta', a: 1.2, b: 0.8, c: 0.3, fittedOn }, z)).toBeCloseTo(odds / (1 + odds), 12);
  });

  it('interpolates isotonic points and is constant outside them', () => {
    const calibration: ContractCalibration = {
      method: 'isotonic',
      logits: [-1, 1, 2],
      probabilities: [0.1, 0.5, 0.9],
      fittedOn,
    };
    const values = [-9, -1, 0, 1.5, 2, 9].map((z) => by(calibration, z).toFixed(12));
    expect(values.map(Number)).toEqual([0.1, 0.1, 0.3, 0.7, 0.9, 0.9]);
  });

  it('stays finite at logits of a thousand', () => {
    for (const z of [-1000, 1000]) {
      expect(by({ method: 'beta', a: 1, b: 1, c: 0, fittedOn }, z)).toBe(z > 0 ? 1 : 0);
      expect(by(undefined, z)).toBe(z > 0 ? 1 : 0);
    }
  });
});

describe('modelCard', () => {
  it('tells what model and contract know', () => {
    const config = { inputSize: 32, filters: [4] };
    const contract = modelContract('cnn', config);
    const card = modelCard(createModel('cnn', config), {
      ...contract,
      threshold: { value: 0.61, rule: 'youden', chosenOn: 'validation' },
      manifestHash: 'abc',
    });
    expect(card).toContain('32×32 pixels, 3 channels, values from 0 to 1 minus 0.485, 0.456, 0.406');
    expect(card).toContain('Threshold: 0.61 (youden, chosen on validation)');
    expect(card).toContain('Training manifest: abc');
    expect(card).toContain('no medical device');
  });
});
