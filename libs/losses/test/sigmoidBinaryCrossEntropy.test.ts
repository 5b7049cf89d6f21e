import { sigmoidBinaryCrossEntropy } from '@pneumo/losses';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';
import { largestDifference, valuesAndGradients } from './reference.ts';
import { sharedBehaviour } from './sharedBehaviour.ts';

describe('sigmoidBinaryCrossEntropy', () => {
  sharedBehaviour('sigmoidBinaryCrossEntropy', sigmoidBinaryCrossEntropy);

  it('has the gradient 1/2 - y at a logit of 0', () => {
    expect(valuesAndGradients(sigmoidBinaryCrossEntropy, [0, 1], [0, 0]).gradients).toEqual([0.5, -0.5]);
  });

  it('keeps the digits of very small losses', () => {
    const [value] = valuesAndGradients(sigmoidBinaryCrossEntropy, [1], [20]).values;
    expect(value! / Math.log1p(Math.exp(-20))).toBeCloseTo(1, 6);
  });

  it('is linear in the label, so that mixed examples cost the mixture of both losses', () => {
    const options = { classWeights: { negative: 1.94, positive: 0.67 } };
    const at = (y: number): number =>
      valuesAndGradients(sigmoidBinaryCrossEntropy, [y], [1.3], options).values[0]!;
    expect(largestDifference([at(0.3)], [0.7 * at(0) + 0.3 * at(1)])).toBeLessThan(1e-7);
  });
});
