import { combineLogits, ensembleMethods, fitEnsemble, sigmoid } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';
import { rounded, stacking } from '../calibrationFixture.ts';

const { labels, logits } = stacking;

describe('fitEnsemble', () => {
  it("stacks as scikit-learn's logistic regression", () => {
    const rule = fitEnsemble('stacked', labels, logits);
    expect(rounded(rule, 8)).toEqual(rounded({ method: 'stacked', ...stacking.stacked }, 8));
  });

  it("keeps weights at 0 and above where asked, at scipy's minimum", () => {
    const rule = fitEnsemble('stacked', labels, logits, { nonNegative: true });
    expect(rule.weights[3]).toBe(0);
    expect(rounded(rule, 5)).toEqual(rounded({ method: 'stacked', ...stacking.nonNegative }, 5));
  });

  it("weighs by scipy's minimum without a constant, brought to a sum of 1", () => {
    const { weights } = fitEnsemble('weighted', labels, logits);
    const sum = stacking.noIntercept.weights.reduce((a, b) => a + b, 0);
    weights.forEach((weight, m) => expect(weight).toBeCloseTo(stacking.noIntercept.weights[m]! / sum, 5));
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  it('gives a member named twice the weight of one, and takes members in any order', () => {
    const [first, second] = logits as [number[], number[]];
    const plain = fitEnsemble('stacked', labels, [first, second], { l2: 1e-6 });
    const twice = fitEnsemble('stacked', labels, [second, first, first], { l2: 1e-6 });
    expect(twice.weights[1]! + twice.weights[2]!).toBeCloseTo(plain.weights[0]!, 5);
    expect(twice.weights[0]).toBeCloseTo(plain.weights[1]!, 5);
  });

  it('refuses members of other lengths, no member, one class, and members that know nothing', () => {
    expect(() => fitEnsemble('mean-logit', [0, 1], [[1, 2], [1]])).toThrow(/Member 1 has 1 logits/);
    expect(() => fitEnsemble('mean-logit', [], [])).toThrow(/at least one/);
    expect(() => fitEnsemble('stacked', [1, 1], [[1, 2]])).toThrow(/both classes/);
    expect(() => fitEnsemble('weighted', [0, 1], [[2, -2]])).toThrow(/better than chance/);
    expect(() => fitEnsemble('weighted', [0, 1], [[2, NaN]])).toThrow(/members\[0\]\[1\] is NaN/);
  });
});

describe('combineLogits', () => {
  it('is the mean of logits, or the logit of the mean of probabilities', () => {
    const three = logits.slice(0, 3);
    const of = (i: number): number[] => three.map((member) => member[i]!);
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    combineLogits(fitEnsemble('mean-logit', labels, three), three).forEach((logit, i) =>
      expect(logit).toBeCloseTo(mean(of(i)), 12),
    );
    combineLogits(fitEnsemble('mean-probability', labels, three), three).forEach((logit, i) =>
      expect(sigmoid(logit)).toBeCloseTo(mean(of(i).map(sigmoid)), 12),
    );
  });

  it('gives one member its own logits by every method but stacking, and stays finite at a thousand', () => {
    const one = [[-1000, -3, 0.5, 1000]];
    for (const method of ensembleMethods.filter((name) => name !== 'stacked')) {
      const together = combineLogits({ method, weights: [1], intercept: 0 }, one);
      expect([...together].map((logit) => Number(logit.toFixed(9)))).toEqual(one[0]);
    }
  });

  it('refuses a rule that is none and members that do not fit it', () => {
    const rule = { method: 'mean-logit', weights: [0.5, 0.5], intercept: 0 } as const;
    expect(() => combineLogits({ ...rule, weights: [0.5, 0.5] }, [[1]])).toThrow(
      /1 members came for 2 weights/,
    );
    expect(() => combineLogits({ ...rule, weights: [-1] }, [[1]])).toThrow(/weights\[0\] is -1/);
    expect(() => combineLogits({ ...rule, weights: [] }, [])).toThrow(/weights is \[\]/);
    expect(() => combineLogits({ ...rule, weights: [1], intercept: NaN }, [[1]])).toThrow(/intercept is NaN/);
  });
});
