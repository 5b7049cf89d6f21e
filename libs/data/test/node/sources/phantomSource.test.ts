import { join } from 'node:path';
import { generatePhantom, pairMasks } from '@pneumo/data';
import { buildPixelCache, phantomSource } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../../support/folders.ts';

describe('phantomSource', () => {
  it('gives films and true masks that are cached as files are', async () => {
    const films = generatePhantom({ seed: 3, patients: 20, size: 32 });
    const source = phantomSource(films);
    const cacheDir = folderWith();
    const cache = await buildPixelCache(source.samples, { source, size: 32, cacheDir });
    const masks = await buildPixelCache(source.samples, {
      source: source.masks!,
      size: 32,
      cacheDir: join(cacheDir, 'masks'),
    });
    const both = pairMasks(cache, masks);
    for (const { id } of films.samples) {
      expect(both.get(id).data).toEqual(films.get(id).data);
      expect(both.mask!(id)!.data).toEqual(films.lungMask(id).data);
    }
    const { id } = source.samples[0]!;
    const { image } = await source.masks!.decode(id, await source.masks!.read(id), { size: 15 });
    expect(new Set(image.data)).toEqual(new Set([0, 255]));
  });
});
