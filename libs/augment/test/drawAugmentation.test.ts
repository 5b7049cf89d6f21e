import { type AugmentationRecord, type DrawnOperation, drawAugmentation, studyPolicy } from '@pneumo/augment';
import { describe, expect, it } from 'vitest';

const draws = Array.from({ length: 4000 }, (_, i) =>
  drawAugmentation(studyPolicy, { seed: 11, epoch: i % 4, id: `s${i}` }),
);

function drawn<T extends DrawnOperation['type']>(
  record: AugmentationRecord,
  type: T,
): Extract<DrawnOperation, { type: T }> | undefined {
  return record.operations.find(
    (operation): operation is Extract<DrawnOperation, { type: T }> => operation.type === type,
  );
}

/** Tests a sample against the uniform distribution: mean, standard deviation and ends. */
function expectUniform(values: readonly number[], low: number, high: number): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const span = high - low;
  expect(Math.abs(mean - (low + high) / 2)).toBeLessThan((4 * span) / Math.sqrt(12 * values.length));
  expect(Math.abs(deviation - span / Math.sqrt(12))).toBeLessThan(0.02 * span);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
  expect(Math.max(...values)).toBeLessThan(high);
}

describe('drawAugmentation', () => {
  it('depends on seed, epoch and id alone', () => {
    const again = [...draws]
      .reverse()
      .map(({ seed, epoch, id }) => drawAugmentation(studyPolicy, { seed, epoch, id }))
      .reverse();
    expect(again).toEqual(draws);
    const at = (seed: number, epoch: number, id: string): string =>
      JSON.stringify(drawAugmentation(studyPolicy, { seed, epoch, id }).operations);
    expect(new Set([at(1, 0, 'a'), at(2, 0, 'a'), at(1, 1, 'a'), at(1, 0, 'b')]).size).toBe(4);
  });

  it('gives a record that survives JSON unchanged', () => {
    for (const record of draws.slice(0, 50)) expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });

  it('flips every second image', () => {
    const share = draws.filter((record) => drawn(record, 'horizontalFlip')).length / draws.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / draws.length));
  });

  it('draws angles, shifts and factors uniformly within the bounds of the policy', () => {
    expectUniform(
      draws.map((record) => drawn(record, 'rotation')!.degrees),
      -10,
      10,
    );
    expectUniform(
      draws.map((record) => drawn(record, 'shift')!.x),
      -0.05,
      0.05,
    );
    expectUniform(
      draws.map((record) => drawn(record, 'shift')!.y),
      -0.05,
      0.05,
    );
    expectUniform(
      draws.map((record) => drawn(record, 'brightness')!.factor),
      0.8,
      1.2,
    );
    expectUniform(
      draws.map((record) => drawn(record, 'contrast')!.factor),
      0.8,
      1.2,
    );
  });

  it('draws enlargement and shrinking equally often', () => {
    const policy = { version: 1, fill: 0, operations: [{ type: 'scale', amount: 0.25 }] } as const;
    const logs = draws.map(({ id }) =>
      Math.log(drawn(drawAugmentation(policy, { seed: 1, epoch: 0, id }), 'scale')!.factor),
    );
    expectUniform(logs, -Math.log(1.25), Math.log(1.25));
  });

  it('leaves the draws of other operations alone when one is removed or changed', () => {
    const changed = {
      ...studyPolicy,
      operations: [
        { type: 'contrast', amount: 0.2 },
        { type: 'rotation', degrees: 10 },
      ],
    } as const;
    for (const { seed, epoch, id, operations } of draws.slice(0, 50)) {
      const kept = ['contrast', 'rotation'].map((type) =>
        operations.find((operation) => operation.type === type),
      );
      expect(drawAugmentation(changed, { seed, epoch, id }).operations).toEqual(kept);
    }
  });

  it('draws anew for the second use of an operation', () => {
    const turn = { type: 'rotation', degrees: 10 } as const;
    const { operations } = drawAugmentation(
      { version: 1, fill: 0, operations: [turn, turn] },
      { seed: 1, epoch: 0, id: 'a' },
    );
    expect(operations[0]).not.toEqual(operations[1]);
  });

  it('keeps its draws from release to release', () => {
    const record = drawAugmentation(studyPolicy, { seed: 1, epoch: 0, id: 'IM-0115-0001.jpeg' });
    expect(record.operations).toMatchInlineSnapshot(`
      [
        {
          "type": "horizontalFlip",
        },
        {
          "degrees": 4.8509746797669795,
          "type": "rotation",
        },
        {
          "type": "shift",
          "x": 0.014222397552537874,
          "y": 0.019833390454944366,
        },
        {
          "factor": 0.9804474042366722,
          "type": "brightness",
        },
        {
          "factor": 1.0338302071464733,
          "type": "contrast",
        },
      ]
    `);
  });

  it.each([
    [{ seed: -1, epoch: 0, id: 'a' }, /seed is -1/],
    [{ seed: 1, epoch: 0.5, id: 'a' }, /epoch is 0.5/],
    [{ seed: 1, epoch: 0, id: 7 as unknown as string }, /id is 7/],
  ])('refuses the key %j', (key, message) => {
    expect(() => drawAugmentation(studyPolicy, key)).toThrow(message);
  });
});
