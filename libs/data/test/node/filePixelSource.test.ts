import { closeSync, ftruncateSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '@pneumo/core';
import { sharedPixelSource } from '@pneumo/data';
import { filePixelSource } from '@pneumo/data/node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { folderWith } from '../support/folders.ts';

const noise = (length: number): Uint8Array => {
  const random = randomStream(1, 'pixels');
  return Uint8Array.from({ length }, () => random.integer(256));
};

describe('filePixelSource', () => {
  it('reads what memory holds, in any order, for any size, depth and number of images', () => {
    const file = join(folderWith(), 'pixels.bin');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(8, 16),
        fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        (size, depth, ids, asked) => {
          const bytes = noise((ids.length * size * size * depth) / 8);
          writeFileSync(file, bytes);
          const buffer = new SharedArrayBuffer(bytes.length);
          new Uint8Array(buffer).set(bytes);
          const held = sharedPixelSource({ size, depth, ids, buffer });
          const read = filePixelSource({ size, depth, ids, file });
          for (const index of asked) {
            const id = ids[index % ids.length]!;
            expect(read.get(id)).toEqual(held.get(id));
          }
          read.close();
        },
      ),
      { seed: 1, numRuns: 50 },
    );
  });

  it('reads beyond 4 GiB', () => {
    const file = join(folderWith(), 'pixels.bin');
    const length = 1000 * 1000 * 2;
    const ids = Array.from({ length: 2200 }, (_, i) => `${i}`);
    const last = noise(1000);
    // Sparse: nothing but the last values takes space.
    const descriptor = openSync(file, 'w');
    ftruncateSync(descriptor, ids.length * length);
    writeSync(descriptor, last, 0, 1000, ids.length * length - 1000);
    closeSync(descriptor);
    const source = filePixelSource({ size: 1000, depth: 16, ids, file });
    const { data } = source.get('2199');
    expect(new Uint8Array(data.buffer, 2 * 999_500)).toEqual(last);
    expect(data.subarray(0, 999_500).every((value) => value === 0)).toBe(true);
    source.close();
  });

  it('says that a file is missing, of another length, has become shorter, or is closed', async () => {
    const file = join(folderWith({ 'pixels.bin': noise(32) }), 'pixels.bin');
    const pixels = { size: 4, ids: ['a', 'b'], file };
    expect((await errorOf(() => filePixelSource({ ...pixels, file: `${file}.no` }))).message).toContain(
      'cannot be opened (ENOENT)',
    );
    expect((await errorOf(() => filePixelSource({ ...pixels, ids: ['a'] }))).message).toContain(
      'is 32 bytes long; expected 16. Build the cache again',
    );
    const source = filePixelSource(pixels);
    expect((await errorOf(() => source.get('c'))).code).toBe('UNKNOWN_SAMPLE');
    truncateSync(file, 20);
    const error = await errorOf(() => source.get('b'));
    expect([error.code, error.message.includes('ends after 20 bytes; expected 32')]).toEqual([
      'CACHE_BROKEN',
      true,
    ]);
    source.close();
    source.close();
    expect((await errorOf(() => source.get('a'))).code).toBe('CACHE_BROKEN');
  });
});
