import { applyGeometry, drawAugmentation, studyPolicy } from '@pneumo/augment';
import { type Batch, type BatchRequest, inlineLoader, pairMasks, sharedPixelSource } from '@pneumo/data';
import { createLoadingPool } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';
import { films } from './support/samples.ts';

const size = 16;
const samples = films('NORMAL', 3);
const ids = samples.map(({ id }) => id);
/** Films whose left half is white, and masks of the first two that say so. */
const halves = (count: number): SharedArrayBuffer => {
  const buffer = new SharedArrayBuffer(count * size * size);
  new Uint8Array(buffer).forEach((_, i, bytes) => (bytes[i] = i % size < size / 2 ? 255 : 0));
  return buffer;
};
const source = pairMasks(
  sharedPixelSource({ size, ids, buffer: halves(3) }),
  sharedPixelSource({ size, ids: ids.slice(0, 2), buffer: halves(2) }),
);
const request: BatchRequest = {
  samples,
  policy: studyPolicy,
  seed: 5,
  epoch: 1,
  normalisation: { mean: [0], std: [1] },
  channels: 1,
};

describe('pairMasks', () => {
  it('gives batches whose masks are moved with their images', async () => {
    const { masks, maskWeights, images } = await inlineLoader(source).load({ ...request, epoch: 3 });
    expect([...maskWeights!]).toEqual([1, 1, 0]);
    const each = size * size;
    for (const i of [0, 1]) {
      const record = drawAugmentation(studyPolicy, { seed: 5, epoch: 3, id: ids[i]! });
      const moved = applyGeometry(source.mask!(ids[i]!)!, record).data;
      expect([...masks!.slice(i * each, (i + 1) * each)]).toEqual([...moved].map((value) => value / 255));
      // The film is white where the mask is: the same geometry brought both there.
      const film = images.slice(i * each, (i + 1) * each);
      const lit = film.map((value) => (value > (Math.max(...film) + Math.min(...film)) / 2 ? 1 : 0));
      const agree = lit.filter((value, k) => value === masks![i * each + k]).length;
      expect(agree / each).toBeGreaterThan(0.9);
    }
    expect(masks!.slice(2 * each).every((value) => value === 0)).toBe(true);
  });

  it('changes nothing about the images, and threads give the same bytes', async () => {
    const plain = await inlineLoader(sharedPixelSource({ size, ids, buffer: source.buffer })).load(request);
    const paired = await inlineLoader(source).load(request);
    expect(paired.images).toEqual(plain.images);
    expect(plain.masks).toBeUndefined();
    const pool = createLoadingPool({ source, workers: 1 });
    let threaded: Batch;
    try {
      threaded = await pool.load(request);
    } finally {
      await pool.close();
    }
    expect(threaded).toEqual(paired);
  });

  it('refuses masks of another size or of no image', async () => {
    const one = sharedPixelSource({ size: 1, ids: ['x'], buffer: new SharedArrayBuffer(1) });
    expect((await errorOf(() => pairMasks(source, one))).code).toBe('MIXED_SIZES');
    const stray = sharedPixelSource({ size, ids: ['x'], buffer: halves(1) });
    expect((await errorOf(() => pairMasks(source, stray))).code).toBe('UNKNOWN_SAMPLE');
  });
});
