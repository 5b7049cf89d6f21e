import { IMAGENET_NORMALISATION, pixelImage } from '@pneumo/core';
import { toBatch } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';
import { noiseSource, numbered } from './support/pixels.ts';
import { reference } from './support/reference.ts';

const options = { normalisation: IMAGENET_NORMALISATION, channels: 3 } as const;
const images = reference.normalised.grey.map((grey) => pixelImage(3, 4, 1, Uint8Array.from(grey)));

describe('toBatch', () => {
  it('repeats grey over three channels and normalises as PyTorch does', () => {
    const batch = toBatch(images, numbered(2), options);
    expect(batch.shape).toEqual([2, 4, 3, 3]);
    expect(batch.images).toHaveLength(reference.normalised.images.length);
    // PyTorch computes in float32 step by step, we in float64 rounded once.
    reference.normalised.images.forEach((value, i) =>
      expect(Math.abs(batch.images[i]! - value)).toBeLessThan(1e-6),
    );
    expect([...batch.labels]).toEqual([0, 1]);
    expect([...batch.weights]).toEqual([1, 1]);
    expect(batch.ids).toEqual(['s0', 's1']);
  });

  it('is the single images one behind the other', () => {
    const source = noiseSource(5);
    const samples = numbered(4);
    const pixels = samples.map(({ id }) => source.get(id));
    const whole = toBatch(pixels, samples, { ...options, weights: [0.5, 2, 0, 1] });
    const singles = pixels.map((image, i) => toBatch([image], [samples[i]!], options));
    expect([...whole.images]).toEqual(singles.flatMap((batch) => [...batch.images]));
    expect([...whole.weights]).toEqual([0.5, 2, 0, 1]);
  });

  it('refuses images of mixed size by name', async () => {
    const error = await errorOf(() =>
      toBatch([images[0]!, pixelImage(2, 4, 1, new Uint8Array(8))], numbered(2), options),
    );
    expect(error.code).toBe('MIXED_SIZES');
    expect(error.message).toContain('s1 is 2×4 and s0 is 3×4');
  });

  it('refuses no images, lists of different lengths, a sample without label, a weight that is none', async () => {
    const code = async (run: () => unknown): Promise<string> => (await errorOf(run)).code;
    expect(await code(() => toBatch([], [], options))).toBe('EMPTY_BATCH');
    expect(await code(() => toBatch(images, numbered(1), options))).toBe('LENGTH_MISMATCH');
    expect(await code(() => toBatch(images, numbered(2), { ...options, weights: [1] }))).toBe(
      'LENGTH_MISMATCH',
    );
    expect(await code(() => toBatch(images, [{ id: 'a' }, { id: 'b' }], options))).toBe('UNLABELLED');
    expect(await code(() => toBatch(images, numbered(2), { ...options, weights: [1, Number.NaN] }))).toBe(
      'INVALID_ARGUMENT',
    );
    expect(await code(() => toBatch(images, numbered(2), { ...options, channels: 1 }))).toBe(
      'INVALID_ARGUMENT',
    );
  });
});
