import { join } from 'node:path';
import { pixelImage } from '@pneumo/core';
import { buildPixelCache, openSource, readImageFile, withMasks } from '@pneumo/data/node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../support/errorOf.ts';
import { folderWith, imageFile } from '../../support/folders.ts';

const deep = Uint16Array.from({ length: 64 }, (_, i) => 1000 + 7 * i);
const deepFile = (format: 'png' | 'tiff'): Promise<Uint8Array> =>
  sharp(deep, { raw: { width: 8, height: 8, channels: 1 } })
    .toColourspace('grey16')
    .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : {})
    .toBuffer();

describe('16-bit depth', () => {
  it.each(['png', 'tiff'] as const)('of a %s is kept until the window is chosen', async (format) => {
    const root = folderWith({
      [`NORMAL/a.${format}`]: await deepFile(format),
      'PNEUMONIA/b.jpeg': await imageFile('jpeg'),
    });
    const source = await openSource(root);
    const { pixels } = await source.open(`NORMAL/a.${format}`);
    expect(pixels.data).toEqual(deep);
    // In the whole range of 16 bits the picture has two levels; under a window it has all of them.
    const flat = await readImageFile(join(root, `NORMAL/a.${format}`));
    expect(new Set(flat.data).size).toBeLessThanOrEqual(3);
    const window = { centre: 1220.5, width: 441, shape: 'linear-exact' } as const;
    const image = await readImageFile(join(root, `NORMAL/a.${format}`), { window });
    expect([...image.data]).toEqual([...deep].map((value) => Math.round((255 * (value - 1000)) / 441)));
    const cacheDir = join(root, 'cache');
    const plain = await buildPixelCache(source.samples, { source, size: 8, cacheDir });
    const windowed = await buildPixelCache(source.samples, { source, size: 8, cacheDir, window });
    expect(windowed.key).not.toBe(plain.key);
    expect(windowed.get(`NORMAL/a.${format}`).data).toEqual(image.data);
  });
});

describe('a source', () => {
  it('gives the same cache as the folder it stands for, and knows its samples', async () => {
    const root = folderWith({
      'NORMAL/\u00e4 b.png': await imageFile('png'),
      'PNEUMONIA/b.webp': await imageFile('webp'),
    });
    const source = await openSource(root);
    const cacheDir = join(root, 'cache');
    const bySource = await buildPixelCache(source.samples, { source, size: 8, cacheDir });
    const byRoot = await buildPixelCache(source.samples, { root, size: 8, cacheDir });
    expect(byRoot.key).toBe(bySource.key);
    await expect(source.read('../secret.png')).rejects.toMatchObject({ code: 'UNKNOWN_SAMPLE' });
    const neither = await errorOf(buildPixelCache(source.samples, { size: 8, cacheDir }));
    expect(neither.message).toContain('Neither root nor source came');
  });
});

describe('withMasks', () => {
  const mask = (values: number[]): Promise<Uint8Array> =>
    sharp(Uint8Array.from(values), { raw: { width: 4, height: 4, channels: 1 } })
      .png()
      .toBuffer();
  const half = Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 255 : 0));

  it('finds masks under the paths of the images, whatever their endings, and resizes them without mixing', async () => {
    const root = folderWith({
      'films/train/NORMAL/a.jpeg': await imageFile('jpeg'),
      'films/train/PNEUMONIA/b.jpeg': await imageFile('jpeg'),
      'masks/train/NORMAL/a.png': await mask(half),
      'masks/train/NORMAL/other.png': await mask(half),
    });
    const { masks } = await withMasks(await openSource(join(root, 'films')), join(root, 'masks'));
    expect(masks!.samples.map(({ id }) => id)).toEqual(['train/NORMAL/a.jpeg']);
    const cache = await buildPixelCache(masks!.samples, {
      source: masks!,
      size: 10,
      cacheDir: join(root, 'cache'),
    });
    const { data } = cache.get('train/NORMAL/a.jpeg');
    expect(data).toEqual(
      pixelImage(
        10,
        10,
        1,
        Uint8Array.from({ length: 100 }, (_, i) => (i % 10 < 5 ? 255 : 0)),
      ).data,
    );
  });

  it('reads masks of two colours and greys at least half white as inside', async () => {
    const bit = await sharp(Uint8Array.from(half), { raw: { width: 4, height: 4, channels: 1 } })
      .png({ palette: true, colours: 2 })
      .toBuffer();
    const root = folderWith({
      'films/NORMAL/a.png': await imageFile('png'),
      'films/PNEUMONIA/b.png': await imageFile('png'),
      'masks/NORMAL/a.png': bit,
      'masks/PNEUMONIA/b.png': await mask(half.map((value) => (value ? 128 : 127))),
    });
    const { masks } = await openSource(join(root, 'films'), { masks: join(root, 'masks') });
    for (const { id } of masks!.samples)
      expect([...(await masks!.decode(id, await masks!.read(id))).image.data]).toEqual(half);
  });
});
