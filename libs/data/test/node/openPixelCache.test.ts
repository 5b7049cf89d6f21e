import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPixelCache, openPixelCache } from '@pneumo/data/node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { folderWith, imageFile } from '../support/folders.ts';

async function built(): Promise<{ path: string; bin: string; root: string }> {
  const root = folderWith({ 'a.png': await imageFile('png') });
  const { path } = await buildPixelCache([{ id: 'a.png' }], { root, size: 16, cacheDir: root });
  return { path, bin: path.replace('.json', '.bin'), root };
}

describe('openPixelCache', () => {
  it('opens what was built', async () => {
    const { path, bin } = await built();
    const cache = await openPixelCache(path);
    expect(Buffer.from(cache.get('a.png').data)).toEqual(readFileSync(bin));
  });

  it('says when there is none', async () => {
    expect((await errorOf(openPixelCache(join(folderWith(), 'x.json')))).code).toBe('CACHE_MISSING');
  });

  it.each<[string, (index: Record<string, unknown>) => void, string]>([
    ['a newer version', (index) => (index.schemaVersion = 2), 'schemaVersion is 2'],
    ['no images', (index) => delete index.images, 'lacks what an index holds'],
    [
      'pixels elsewhere',
      (index) => ((index.pixels as { file: string }).file = '../../etc/passwd'),
      'lacks what an index holds',
    ],
    [
      'pixels of another size',
      (index) => ((index.settings as { size: number }).size = 15),
      'lacks what an index holds',
    ],
    [
      'another checksum',
      (index) => ((index.pixels as { sha256: string }).sha256 = ''),
      'do not fit their checksum',
    ],
  ])('refuses an index with %s', async (_what, change, problem) => {
    const { path } = await built();
    const index = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    change(index);
    writeFileSync(path, JSON.stringify(index));
    const error = await errorOf(openPixelCache(path));
    expect(error.code).toBe('CACHE_BROKEN');
    expect(error.message).toContain(problem);
  });

  it.each([
    ['held in memory', 1e6],
    ['read by position', 0],
  ])('finds any changed byte and any other length of pixels that are %s', async (_how, memoryLimit) => {
    const { path, bin } = await built();
    const whole = readFileSync(bin);
    await fc.assert(
      fc.asyncProperty(fc.nat(255), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const flipped = Buffer.from(whole);
        flipped[at] = flipped[at]! ^ change;
        for (const torn of [flipped, whole.subarray(0, at), Buffer.concat([whole, flipped.subarray(at)])]) {
          writeFileSync(bin, torn);
          const error = await errorOf(openPixelCache(path, { memoryLimit }));
          expect(error.code).toBe('CACHE_BROKEN');
          expect(error.message).toContain('Remove it or build it again.');
        }
      }),
      { seed: 1, numRuns: 25 },
    );
    writeFileSync(bin, whole);
    const cache = await openPixelCache(path, { memoryLimit });
    expect('file' in cache).toBe(memoryLimit === 0);
    expect(Buffer.from(cache.get('a.png').data)).toEqual(whole);
    cache.close();
  });

  it('ends with the reason of its signal', async () => {
    const { path } = await built();
    const reason = new Error('enough');
    await expect(openPixelCache(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('refuses pixels that were cut', async () => {
    const { path, bin } = await built();
    writeFileSync(bin, readFileSync(bin).subarray(0, 100));
    expect((await errorOf(openPixelCache(path))).message).toContain('its pixels are 100 bytes; expected 256');
  });
});
