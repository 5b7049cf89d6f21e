import { applyMix, checkMixPolicy, drawMix, type MixRecord } from '@pneumo/augment';
import { describe, expect, it } from 'vitest';
import { fixture } from '../fixtures/operations.ts';

const batch = {
  images: Float32Array.from(fixture.mix.images),
  shape: [3, 8, 10, 1] as const,
  labels: Float32Array.from(fixture.mix.labels),
  weights: new Float32Array(3).fill(1),
  ids: ['a', 'b', 'c'],
};

describe('applyMix', () => {
  it.each(fixture.mix.cases.map((one) => [one.kind, one] as const))(
    'gives the images and labels that torchvision gives for %s',
    (kind, { share, centre, expected, labels }) => {
      // torchvision rolls the batch by one.
      const record: MixRecord = {
        version: 1,
        seed: 0,
        epoch: 0,
        batch: 0,
        kind,
        share,
        centre,
        partners: [2, 0, 1],
      };
      const mixed = applyMix(batch, record);
      mixed.images.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(6e-4));
      mixed.labels.forEach((value, i) => expect(Math.abs(value - labels[i]!)).toBeLessThan(6e-4));
      expect(mixed.ids).toBe(batch.ids);
    },
  );

  it('makes the weighted cross-entropy of the mixture the mixture of the weighted cross-entropies', () => {
    const weighted = { ...batch, weights: Float32Array.of(1.9, 0.7, 0) };
    const record = drawMix({ version: 1, kind: 'mixup', alpha: 1 }, 3, { seed: 4, epoch: 0, batch: 0 });
    const { labels, weights } = applyMix(weighted, record);
    const loss = (label: number, logit: number): number => Math.log1p(Math.exp(logit)) - label * logit;
    for (let i = 0; i < 3; i++) {
      const j = record.partners[i]!;
      const expected =
        record.share * weighted.weights[i]! * loss(batch.labels[i]!, 0.8) +
        (1 - record.share) * weighted.weights[j]! * loss(batch.labels[j]!, 0.8);
      expect(weights[i]! * loss(labels[i]!, 0.8)).toBeCloseTo(expected, 5);
    }
  });

  it('leaves a batch that was not drawn and its own memory as they are', () => {
    const record = drawMix({ version: 1, kind: 'cutmix', alpha: 1, probability: 0 }, 3, {
      seed: 1,
      epoch: 0,
      batch: 0,
    });
    const same = applyMix(batch, record);
    expect(same.images).toEqual(batch.images);
    expect(same.images).not.toBe(batch.images);
    expect(same.labels).toEqual(batch.labels);
  });

  it('refuses partners that are not in the batch and lists of another length', () => {
    const record = drawMix({ version: 1, kind: 'mixup', alpha: 1 }, 3, { seed: 1, epoch: 0, batch: 0 });
    expect(() => applyMix(batch, { ...record, partners: [0, 1, 3] })).toThrow(
      /holds 3; expected places in a batch of 3/,
    );
    expect(() => applyMix(batch, { ...record, partners: [0] })).toThrow(/partners.length is 1/);
  });
});

describe('drawMix', () => {
  it.each([0.2, 1, 4])('draws shares of the Beta distribution with both parameters %d', (alpha) => {
    const n = 4000;
    const shares = Array.from(
      { length: n },
      (_, batchNumber) =>
        drawMix({ version: 1, kind: 'mixup', alpha }, 2, { seed: 1, epoch: 0, batch: batchNumber }).share,
    );
    const mean = shares.reduce((sum, value) => sum + value, 0) / n;
    const variance = shares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    const expected = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(expected / n));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.1);
  });

  it('depends on seed, epoch and batch alone, and gives permutations', () => {
    const at = (batchNumber: number): MixRecord =>
      drawMix({ version: 1, kind: 'cutmix', alpha: 1 }, 16, { seed: 1, epoch: 2, batch: batchNumber });
    expect(at(3)).toEqual(at(3));
    expect(at(3)).not.toEqual({ ...at(4), batch: 3 });
    expect([...at(3).partners].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i));
  });

  it('refuses an alpha of 0', () => {
    expect(() =>
      drawMix({ version: 1, kind: 'mixup', alpha: 0 }, 2, { seed: 1, epoch: 0, batch: 0 }),
    ).toThrow(/policy.alpha is 0/);
  });

  it('refuses a policy of another version or kind before anything is drawn', () => {
    const policy = { version: 1, kind: 'mixup', alpha: 1 } as const;
    expect(checkMixPolicy(policy)).toBe(policy);
    expect(() => checkMixPolicy({ ...policy, version: 2 as 1 }, 'mix')).toThrow(/mix.version is 2/);
    expect(() => checkMixPolicy({ ...policy, kind: 'blend' as 'mixup' })).toThrow(/blend/);
    expect(() => checkMixPolicy({ ...policy, probability: 2 })).toThrow(/policy.probability/);
  });
});
