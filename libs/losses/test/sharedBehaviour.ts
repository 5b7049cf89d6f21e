import { isPneumoError } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Loss, largestDifference, referenceCases, valuesAndGradients } from './reference.ts';

const logit = fc.float({ min: -20, max: 20, noNaN: true });
const label = fc.constantFrom(0, 1, 0.3);
const examples = fc.array(fc.tuple(label, logit), { minLength: 1, maxLength: 8 });

/** What holds for every loss of the package. */
export function sharedBehaviour(name: string, loss: Loss): void {
  it.each(referenceCases(name))('gives the values and gradients of PyTorch: $name', (reference) => {
    const { values, gradients } = valuesAndGradients(
      loss,
      reference.labels,
      reference.logits,
      reference.options,
    );
    expect(largestDifference(values, reference.values)).toBeLessThan(1e-6);
    expect(largestDifference(gradients, reference.gradients)).toBeLessThan(1e-6);
  });

  it('has the gradient that small steps of the logits show', () => {
    // Central differences in float32: a step of 0.01 balances rounding and curvature.
    const [labels, logits, h] = [[0, 1, 0.3, 1, 0, 1], [-1.5, -0.7, 0.4, 1.1, 2.3, 0.02], 0.01];
    const options = { classWeights: { negative: 1.94, positive: 0.67 }, labelSmoothing: 0.1 };
    const { gradients } = valuesAndGradients(loss, labels, logits, options);
    const above = valuesAndGradients(
      loss,
      labels,
      logits.map((z) => z + h),
      options,
    ).values;
    const below = valuesAndGradients(
      loss,
      labels,
      logits.map((z) => z - h),
      options,
    ).values;
    gradients.forEach((g, i) => expect(g).toBeCloseTo((above[i]! - below[i]!) / (2 * h), 3));
  });

  it('judges each example for itself: a batch is its singles, in any order', () => {
    fc.assert(
      fc.property(examples, (pairs) => {
        const batch = valuesAndGradients(
          loss,
          pairs.map((p) => p[0]),
          pairs.map((p) => p[1]),
        );
        const singles = pairs.map(([y, z]) => valuesAndGradients(loss, [y], [z]));
        expect(batch.values).toEqual(singles.map((single) => single.values[0]));
        expect(batch.gradients).toEqual(singles.map((single) => single.gradients[0]));
      }),
      { numRuns: 25 },
    );
  });

  it('stays finite, with finite gradients, at the widest logits', () => {
    const logits = [-1e4, 1e4, -1e4, 1e4, -104, 104, 0];
    const { values, gradients } = valuesAndGradients(loss, [0, 0, 1, 1, 1, 0, 0.5], logits);
    expect([...values, ...gradients].every(Number.isFinite)).toBe(true);
  });

  it('multiplies by sample weights, and a weight of 0 silences an example', () => {
    const [labels, logits] = [
      [0, 1, 1],
      [0.5, -1, 2],
    ];
    const plain = valuesAndGradients(loss, labels, logits);
    const weighted = valuesAndGradients(loss, labels, logits, { sampleWeights: [2, 0, 0.5] });
    const factors = [2, 0, 0.5];
    expect(
      largestDifference(
        weighted.values,
        plain.values.map((v, i) => v * factors[i]!),
      ),
    ).toBeLessThan(1e-7);
    expect(
      largestDifference(
        weighted.gradients,
        plain.gradients.map((v, i) => v * factors[i]!),
      ),
    ).toBeLessThan(1e-7);
  });

  it('multiplies the loss of a hard label by the weight of its class', () => {
    const [labels, logits] = [
      [0, 1],
      [0.5, -1],
    ];
    const plain = valuesAndGradients(loss, labels, logits).values;
    const { values } = valuesAndGradients(loss, labels, logits, {
      classWeights: { negative: 1.94, positive: 0.67 },
    });
    expect(largestDifference(values, [plain[0]! * 1.94, plain[1]! * 0.67])).toBeLessThan(1e-6);
  });

  it('takes columns as well as vectors, and labels of any number type', () => {
    const flat = valuesAndGradients(loss, [0, 1], [0.5, -1]).values;
    const column = tf.tidy(() => [
      ...loss(tf.tensor2d([[0], [1]], [2, 1], 'int32'), tf.tensor2d([[0.5], [-1]])).dataSync(),
    ]);
    expect(column).toEqual(flat);
  });

  it('leaves no tensor behind', () => {
    valuesAndGradients(loss, [0], [1]);
    const before = tf.memory().numTensors;
    valuesAndGradients(loss, [0, 1], [0.5, -1], { sampleWeights: [1, 2] });
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['other counts', () => loss(tf.zeros([3]), tf.zeros([2, 1])), /labels .* shape \[3\] .* 2 logits/],
    ['a matrix', () => loss(tf.zeros([2]), tf.zeros([2, 2])), /logits .* shape \[2, 2\]; expected \[n\]/],
    ['a scalar', () => loss(tf.scalar(1), tf.zeros([1])), /labels .* shape \[\]/],
    [
      'sample weights of other count',
      () => loss(tf.zeros([2]), tf.zeros([2]), { sampleWeights: tf.zeros([1]) }),
      /sampleWeights .* shape \[1\]/,
    ],
    [
      'a smoothing above 1',
      () => loss(tf.zeros([2]), tf.zeros([2]), { labelSmoothing: 1.5 }),
      /labelSmoothing is 1.5/,
    ],
    [
      'a negative class weight',
      () => loss(tf.zeros([2]), tf.zeros([2]), { classWeights: { negative: -1, positive: 1 } }),
      /classWeights.negative is -1/,
    ],
  ])('refuses %s', (_, call, message) => {
    let error: unknown;
    try {
      tf.tidy(call);
    } catch (thrown) {
      error = thrown;
    }
    expect(isPneumoError(error)).toBe(true);
    expect((error as Error).message).toMatch(message);
  });
}
