import { binaryMetrics, metricNames } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';
import { cases } from './fixtures.ts';

describe('binaryMetrics', () => {
  it.each(cases)('equals scikit-learn on $name', ({ labels, probabilities, threshold, metrics }) => {
    const ours = binaryMetrics(labels, probabilities, threshold);
    for (const name of metricNames) {
      if (metrics[name] === null) expect(ours[name], name).toBeNull();
      else expect(ours[name], name).toBeCloseTo(metrics[name], 12);
    }
  });

  it('gives null for every figure of no examples, never NaN', () => {
    expect(Object.values(binaryMetrics([], []))).toEqual(metricNames.map(() => null));
  });
});
