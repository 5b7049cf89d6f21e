import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { studyPolicy } from '@pneumo/augment';
import { type BatchRequest, generatePhantom, inlineLoader, renderGrey } from '@pneumo/data';
import { buildPixelCache, openPixelCache, openSource, phantomSource } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { folderWith, imageFile, pattern } from '../support/folders.ts';

/** What PyTorch says: tools/reference/data/make_deep_fixtures.py. */
const film = JSON.parse(readFileSync(new URL('../fixtures/deep.json', import.meta.url), 'utf8')) as {
  png: string;
  width: number;
  height: number;
  stored: number[];
  size: number;
  resized: number[];
};
const samples = [{ id: 'a.png' }];
const request: BatchRequest = {
  samples: [{ id: 'a.png', label: 'NORMAL' }],
  seed: 3,
  epoch: 1,
  normalisation: { mean: [0], std: [1] },
  channels: 1,
};
const root = (): string => folderWith({ 'a.png': Buffer.from(film.png, 'base64') });

/** The largest distance of two lists. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe('a cache of 16 bits', () => {
  it("shrinks 12-bit values as PyTorch's antialiased bilinear does, of which 8 bits keep 16 greys", async () => {
    const folder = root();
    const options = { root: folder, size: film.size, cacheDir: join(folder, 'cache') };
    const cache = await buildPixelCache(samples, { ...options, depth: 16 });
    const { data, range } = cache.get('a.png');
    expect(data).toBeInstanceOf(Uint16Array);
    expect([range, cache.settings.depth]).toEqual([[0, 65535], 16]);
    // The kernels differ as they do for 8 bits (readImageFile.test.ts): by 3 of 255 parts at most, .4 on average.
    expect(apart(data, film.resized)).toBeLessThan((3 / 255) * 4095);
    const off = film.resized.map((value, i) => Math.abs(value - data[i]!));
    expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeLessThan((0.4 / 255) * 4095);
    expect(cache.images[0]).toMatchObject({ width: film.width, height: film.height, channels: 1 });
    const bytes = await buildPixelCache(samples, options);
    expect(bytes.key).not.toBe(cache.key);
    expect(
      apart(
        Float64Array.from(bytes.get('a.png').data, (v) => v * 257),
        film.resized,
      ),
    ).toBeGreaterThan(100);
    expect((await openPixelCache(cache.path)).get('a.png').data).toEqual(data);
  });

  it('keeps the stored values under a window, which 8 bits round away', async () => {
    const folder = root();
    const options = {
      root: folder,
      size: film.size,
      cacheDir: join(folder, 'cache'),
      window: { centre: 2047.5, width: 4095, shape: 'linear-exact' },
    } as const;
    const cache = await buildPixelCache(samples, { ...options, depth: 16 });
    const greys = Array.from(cache.get('a.png').data, (value) => value / 65535);
    const exact = film.resized.map((value) => value / 4095);
    expect(apart(greys, exact)).toBeLessThan(3 / 255);
    const bytes = (await buildPixelCache(samples, options)).get('a.png').data;
    const coarse = Array.from(bytes, (value) => value / 255);
    // Rounded once before the resampling and once after it.
    expect(apart(greys, coarse)).toBeLessThan(1.01 / 255);
    expect(new Set(greys).size).toBeGreaterThan(new Set(coarse).size);
  });

  it('gives batches on the same scale as 8 bits, to a grey', async () => {
    const folder = folderWith({ 'a.png': await imageFile('png', 16, 16) });
    const options = { root: folder, size: 16, cacheDir: join(folder, 'cache') };
    const bytes = await buildPixelCache(samples, options);
    const deep = await buildPixelCache(samples, { ...options, depth: 16 });
    // An 8-bit original is the same picture: v / 255 = 257 v / 65,535.
    expect([...deep.get('a.png').data]).toEqual([...pattern(16, 16)].map((value) => value * 257));
    const plain = await Promise.all([bytes, deep].map((source) => inlineLoader(source).load(request)));
    expect(apart(plain[0]!.images, plain[1]!.images)).toBeLessThan(1e-7);
    const varied = await Promise.all(
      [bytes, deep].map((source) => inlineLoader(source).load({ ...request, policy: studyPolicy })),
    );
    const distance = apart(varied[0]!.images, varied[1]!.images);
    expect(distance).toBeGreaterThan(0);
    // Bytes are rounded, and read between pixels at 1/128 of one.
    expect(distance).toBeLessThanOrEqual(1 / 255);
  });

  it('comes from every kind of source, and is refused for one that has no stored values', async () => {
    const phantom = generatePhantom({ seed: 1, patients: 10, size: 32 });
    const source = phantomSource(phantom);
    const some = source.samples.slice(0, 2);
    const options = { size: 32, cacheDir: folderWith(), depth: 16 } as const;
    const cache = await buildPixelCache(some, { ...options, source });
    const { id } = some[0]!;
    expect([...cache.get(id).data]).toEqual([...phantom.get(id).data].map((value) => value * 257));
    const folder = root();
    const files = await openSource(
      folderWith({
        'NORMAL/a.png': Buffer.from(film.png, 'base64'),
        'PNEUMONIA/b.png': await imageFile('png'),
      }),
    );
    const opened = await files.open(files.samples[0]!.id);
    expect(renderGrey(opened).data).toHaveLength(film.stored.length);
    expect([...opened.pixels.data]).toEqual(film.stored);
    const { read, decode } = files;
    const error = await errorOf(
      buildPixelCache(files.samples, { ...options, cacheDir: folder, source: { read, decode } }),
    );
    expect(error.message).toContain('a source without open() and form()');
  });
});
