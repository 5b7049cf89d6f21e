import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { logisticRegression } from '../../src/audit/logisticRegression.ts';

interface Reference {
  rows: number[][];
  labels: number[];
  fits: { penalty: number; weights: number[]; logits: number[] }[];
}

/** What scikit-learn says: tools/reference/data/make_logistic_regression.py. */
const { rows, labels, fits } = JSON.parse(
  readFileSync(new URL('../fixtures/logisticRegression.json', import.meta.url), 'utf8'),
) as Reference;

describe('logisticRegression', () => {
  it.each(fits)(
    'finds the weights of scikit-learn at the penalty $penalty',
    ({ penalty, weights, logits }) => {
      const model = logisticRegression(rows, labels, penalty);
      model.weights.forEach((weight, f) => expect(Math.abs(weight - weights[f]!)).toBeLessThan(1e-5));
      logits.forEach((logit, i) => expect(Math.abs(model.logit(rows[i]!) - logit)).toBeLessThan(1e-5));
    },
  );

  it('stays finite where the classes are parted perfectly', () => {
    const model = logisticRegression([[0], [1], [2], [3]], [0, 0, 1, 1]);
    expect(model.weights.every(Number.isFinite)).toBe(true);
    expect(model.logit([3])).toBeGreaterThan(model.logit([0]));
  });
});
