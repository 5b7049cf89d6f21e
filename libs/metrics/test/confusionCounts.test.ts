import { confusionCounts } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';
import { cases } from './fixtures.ts';

describe('confusionCounts', () => {
  it.each(cases)('equals scikit-learn on $name', ({ labels, probabilities, threshold, confusion }) => {
    expect(confusionCounts(labels, probabilities, threshold)).toEqual(confusion);
  });

  it('calls a probability equal to the threshold PNEUMONIA', () => {
    expect(confusionCounts([1, 0], [0.3, 0.3], 0.3)).toEqual({
      truePositive: 1,
      falsePositive: 1,
      trueNegative: 0,
      falseNegative: 0,
    });
  });

  it('names the place of a label, a probability or a threshold that cannot be', () => {
    expect(() => confusionCounts([0, 2], [0.1, 0.2], 0.5)).toThrow('labels[1] is 2; expected 0 (NORMAL)');
    expect(() => confusionCounts([0, 1], [0.1, NaN], 0.5)).toThrow('probabilities[1] is NaN');
    expect(() => confusionCounts([0, 1], [0.1, 1.5], 0.5)).toThrow('apply sigmoid to logits first');
    expect(() => confusionCounts([0, 1], [0.1, 0.5], 2)).toThrow('threshold is 2');
    expect(() => confusionCounts([0], [0.1, 0.5], 0.5)).toThrow(
      'labels has 1 entries and probabilities has 2',
    );
  });
});
