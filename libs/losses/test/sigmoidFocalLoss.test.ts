import { sigmoidBinaryCrossEntropy, sigmoidFocalLoss } from '@pneumo/losses';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';
import { largestDifference, valuesAndGradients } from './reference.ts';
import { sharedBehaviour } from './sharedBehaviour.ts';

const labels = [0, 1, 0.3, 1, 0];
const logits = [-1.5, -0.7, 0.4, 30, 50];

describe('sigmoidFocalLoss', () => {
  // Without alpha, so that the class weights' factors are what they say.
  sharedBehaviour('sigmoidFocalLoss', (y, z, options) => sigmoidFocalLoss(y, z, { alpha: null, ...options }));

  it('is binary cross-entropy without alpha and with gamma 0, whatever the weights', () => {
    const options = { classWeights: { negative: 1.94, positive: 0.67 }, labelSmoothing: 0.1 };
    const focal = valuesAndGradients(sigmoidFocalLoss, labels, logits, { ...options, alpha: null, gamma: 0 });
    const plain = valuesAndGradients(sigmoidBinaryCrossEntropy, labels, logits, options);
    expect(largestDifference(focal.values, plain.values)).toBeLessThan(1e-6);
    expect(largestDifference(focal.gradients, plain.gradients)).toBeLessThan(1e-6);
  });

  it('has alpha 0.25 and gamma 2 unless told otherwise', () => {
    expect(valuesAndGradients(sigmoidFocalLoss, labels, logits)).toEqual(
      valuesAndGradients(sigmoidFocalLoss, labels, logits, { alpha: 0.25, gamma: 2 }),
    );
  });

  it('stays finite for a gamma below 1, whose power has an infinite slope at 0', () => {
    const { values, gradients } = valuesAndGradients(sigmoidFocalLoss, [1, 0, 1, 0], [1e4, -1e4, 120, -60], {
      gamma: 0.5,
    });
    expect([...values, ...gradients].every(Number.isFinite)).toBe(true);
  });

  it('refuses an alpha above 1 and a negative gamma', () => {
    expect(() => valuesAndGradients(sigmoidFocalLoss, [0], [0], { alpha: 2 })).toThrow(/alpha is 2/);
    expect(() => valuesAndGradients(sigmoidFocalLoss, [0], [0], { gamma: -1 })).toThrow(/gamma is -1/);
  });
});
