import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { studyPolicy } from '@pneumo/augment';
import { pixelImage } from '@pneumo/core';
import { type Batch, generatePhantom, loadBatches, pairMasks, type StoredPixelSource } from '@pneumo/data';
import {
  type AtomicFileSystem,
  buildPixelCache,
  type BuildPixelCacheOptions,
  createLoadingPool,
  listPixelCaches,
  phantomSource,
  type PixelCacheProgress,
} from '@pneumo/data/node';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { folderWith, imageFile, pattern } from '../support/folders.ts';
import { pixelBytes } from '../support/pixelBytes.ts';

const ids = ['a.png', 'b.jpeg', 'c.webp', 'd.tiff'];
const samples = ids.map((id) => ({ id }));

async function dataSet(
  more: Record<string, Uint8Array | string> = {},
): Promise<{ root: string; options: BuildPixelCacheOptions }> {
  const formats = ['png', 'jpeg', 'webp', 'tiff'] as const;
  const files = await Promise.all(formats.map((format, i) => imageFile(format, 40 + i, 30, i)));
  const root = folderWith({ ...Object.fromEntries(ids.map((id, i) => [id, files[i]!])), ...more });
  return { root, options: { root, size: 16, cacheDir: join(root, 'cache') } };
}
const cacheFiles = (root: string): string[] => readdirSync(join(root, 'cache')).sort();

describe('buildPixelCache', () => {
  it('holds grey squares of every image, and what the originals were', async () => {
    const { options } = await dataSet();
    const cache = await buildPixelCache(samples.toReversed(), options);
    expect(cache.ids).toEqual(ids);
    for (const id of ids) {
      const { width, height, channels, range } = cache.get(id);
      expect([width, height, channels, range]).toEqual([16, 16, 1, [0, 255]]);
    }
    expect(cache.images[1]).toMatchObject({ id: 'b.jpeg', width: 41, height: 30, channels: 1 });
    expect(cache.images[0]!.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps the pixels of an image that needs no resizing', async () => {
    const root = folderWith({ 'a.png': await imageFile('png', 16, 16) });
    const cache = await buildPixelCache([{ id: 'a.png' }], { root, size: 16, cacheDir: join(root, 'cache') });
    expect([...cache.get('a.png').data]).toEqual([...pattern(16, 16)]);
  });

  it('is opened, not built, the second time, and gives the same pixels', async () => {
    const { root, options } = await dataSet();
    const first = await buildPixelCache(samples, options);
    const phases: PixelCacheProgress[] = [];
    const second = await buildPixelCache(samples, {
      ...options,
      onProgress: (progress) => phases.push(progress),
    });
    expect(phases.map(({ phase }) => phase)).toEqual(['hash', 'hash', 'hash', 'hash']);
    expect(phases.at(-1)).toEqual({ phase: 'hash', done: 4, total: 4 });
    expect(pixelBytes(second)).toEqual(pixelBytes(first));
    expect([second.key, second.path, second.images, second.settings]).toEqual([
      first.key,
      first.path,
      first.images,
      first.settings,
    ]);
    expect(cacheFiles(root)).toHaveLength(2);
  });

  it('has another key for other contents, samples, sizes and kernels', async () => {
    const { root, options } = await dataSet();
    const keys = [(await buildPixelCache(samples, options)).key];
    keys.push((await buildPixelCache(samples.slice(1), options)).key);
    keys.push((await buildPixelCache(samples, { ...options, size: 17 })).key);
    keys.push((await buildPixelCache(samples, { ...options, kernel: 'lanczos3' })).key);
    writeFileSync(join(root, 'a.png'), await imageFile('png', 40, 30, 9));
    keys.push((await buildPixelCache(samples, options)).key);
    expect(new Set(keys).size).toBe(5);
  });

  it('is the same whatever the concurrency', async () => {
    const { root, options } = await dataSet();
    const caches = await Promise.all(
      [1, 3].map((concurrency) =>
        buildPixelCache(samples, { ...options, cacheDir: join(root, `cache${concurrency}`), concurrency }),
      ),
    );
    expect(pixelBytes(caches[0]!)).toEqual(pixelBytes(caches[1]!));
  });

  it.each(['pixels', 'index', 'missing pixels'])('is built again when its %s are broken', async (what) => {
    const { root, options } = await dataSet();
    const first = await buildPixelCache(samples, options);
    const bin = first.path.replace('.json', '.bin');
    if (what === 'pixels') writeFileSync(bin, readFileSync(bin).fill(7, 5, 6));
    if (what === 'index') writeFileSync(first.path, readFileSync(first.path, 'utf8').slice(0, 50));
    if (what === 'missing pixels') await unlink(bin);
    const second = await buildPixelCache(samples, options);
    expect(pixelBytes(second)).toEqual(pixelBytes(first));
    expect(readFileSync(bin)).toEqual(Buffer.from(pixelBytes(first)));
    expect(cacheFiles(root)).toHaveLength(2);
  });

  it('names all bad files among good ones in one error, and writes nothing', async () => {
    const good = await imageFile('jpeg', 60, 60);
    const bad = {
      'cut.jpeg': good.subarray(0, good.length - 40),
      // A restart marker where none belongs.
      'damaged.jpeg': good.map((byte, i) => [0xff, 0xd0][i - (good.length >> 1)] ?? byte),
      'empty.jpeg': new Uint8Array(),
      'text.jpeg': 'not an image',
      'vector.png': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    };
    const { root, options } = await dataSet(bad);
    const all = [...samples, ...Object.keys(bad).map((id) => ({ id })), { id: 'gone.png' }];
    const error = await errorOf(buildPixelCache(all, options));
    expect(error.code).toBe('BAD_FILES');
    expect(error.message).toMatch(/^6 of 10 files cannot be used: /);
    for (const part of [
      'cut.jpeg cannot be decoded: it is cut off',
      'damaged.jpeg cannot be decoded',
      'empty.jpeg is empty',
      'gone.png does not exist',
      'text.jpeg is not an image',
      'vector.png is svg',
    ]) {
      expect(error.message).toContain(part);
    }
    expect(cacheFiles(root)).toEqual([]);

    const cache = await buildPixelCache(all, { ...options, onBadFile: 'skip' });
    expect(cache.ids).toEqual(ids);
    expect(cache.skipped.map(({ file }) => file)).toEqual([...Object.keys(bad), 'gone.png'].sort());
    const clean = await buildPixelCache(samples, options);
    expect(pixelBytes(cache)).toEqual(pixelBytes(clean));
    // What was skipped once is not silently skipped later.
    expect((await errorOf(buildPixelCache(all, options))).code).toBe('BAD_FILES');
  });

  it('counts bad files beyond the first ten, and refuses to skip all', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `bad${i}.png`);
    const root = folderWith(Object.fromEntries(names.map((name) => [name, 'text'])));
    const options = { root, size: 16, cacheDir: join(root, 'cache'), onBadFile: 'skip' } as const;
    const error = await errorOf(
      buildPixelCache(
        names.map((id) => ({ id })),
        options,
      ),
    );
    expect(error.message).toMatch(/^12 of 12 files cannot be used.*; and 2 more\./);
    expect(error.details.files).toHaveLength(12);
  });

  it('ends with the reason of its signal and leaves no file', async () => {
    const { root, options } = await dataSet();
    for (const phase of ['hash', 'decode']) {
      const controller = new AbortController();
      const reason = new Error('enough');
      const onProgress = (progress: PixelCacheProgress): void => {
        if (progress.phase === phase && progress.done === 2) controller.abort(reason);
      };
      await expect(
        buildPixelCache(samples, { ...options, signal: controller.signal, onProgress, concurrency: 1 }),
      ).rejects.toBe(reason);
      expect(cacheFiles(root)).toEqual([]);
    }
  });

  it.each([
    ['nothing', 0, 1e6],
    ['nothing', 0, 0],
    ['three images', 800, 1e6],
    ['three images', 800, 0],
    ['the pixels but not their index', 1100, 0],
  ])(
    'says that the disk is full when %s fits, leaves no file, and can be built when there is space',
    async (_what, space, memoryLimit) => {
      const { root, options } = await dataSet();
      let left = space;
      const full: AtomicFileSystem = {
        rename,
        unlink,
        async open(path, flags) {
          const file = await open(path, flags);
          return {
            async write(bytes, offset, length, position) {
              if (left === 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
              const written = await file.write(bytes, offset, Math.min(length, left), position);
              left -= written.bytesWritten;
              return written;
            },
            sync: () => file.sync(),
            close: () => file.close(),
          };
        },
      };
      const error = await errorOf(
        buildPixelCache(samples, { ...options, memoryLimit, concurrency: 2, fileSystem: full }),
      );
      expect(error.code).toBe('DISK_FULL');
      expect(error.message).toContain('free space');
      expect(cacheFiles(root)).toEqual([]);
      expect((await buildPixelCache(samples, options)).ids).toHaveLength(4);
      expect(cacheFiles(root)).toHaveLength(2);
    },
  );

  it.each([8, 16] as const)(
    'gives the same batches of %i bits from memory and by position, with 0 and 2 threads, masks too',
    async (depth) => {
      const phantom = generatePhantom({ seed: 4, patients: 12, size: 32 });
      const source = phantomSource(phantom);
      const options = { size: 32, cacheDir: folderWith() };
      const batches: Batch[][] = [];
      for (const memoryLimit of [1e6, 0]) {
        const images = await buildPixelCache(source.samples, { ...options, source, depth, memoryLimit });
        const masks = await buildPixelCache(source.samples.slice(2), {
          ...options,
          source: source.masks!,
          memoryLimit,
        });
        expect(['file' in images, 'file' in masks]).toEqual([memoryLimit === 0, memoryLimit === 0]);
        const both = pairMasks<StoredPixelSource>(images, masks);
        for (const workers of [0, 2]) {
          const pool = createLoadingPool({ source: both, workers });
          const epoch = loadBatches({
            loader: pool,
            ids: images.ids,
            samples: source.samples,
            batchSize: 5,
            seed: 2,
            epoch: 1,
            policy: studyPolicy,
            normalisation: { mean: [0.5], std: [0.25] },
            channels: 1,
          });
          const given: Batch[] = [];
          for await (const batch of epoch) given.push(batch);
          batches.push(given);
          await pool.close();
        }
        images.close();
        masks.close();
      }
      expect(batches[0]!.flatMap(({ ids: some }) => some)).toHaveLength(phantom.samples.length);
      expect(batches[0]![0]!.maskWeights).toContain(1);
      for (const other of batches.slice(1)) expect(other).toEqual(batches[0]);
    },
  );

  it('decodes no more than a few images ahead of a disk that does not keep up', async () => {
    const { root, options } = await dataSet();
    const many = Array.from({ length: 60 }, (_, i) => ({ id: `${i}` }));
    let decoded = 0;
    let freeDisk = (): void => undefined;
    const stuck = new Promise<void>((resolve) => (freeDisk = resolve));
    const building = buildPixelCache(many, {
      size: 16,
      cacheDir: options.cacheDir,
      memoryLimit: 0,
      concurrency: 2,
      source: {
        read: async (id) => Buffer.from(id),
        async decode() {
          decoded++;
          return { image: pixelImage(16, 16, 1, new Uint8Array(256)), width: 16, height: 16, channels: 1 };
        },
      },
      fileSystem: {
        rename,
        unlink,
        async open(path, flags) {
          const file = await open(path, flags);
          return {
            write: async (...all) => stuck.then(() => file.write(...all)),
            sync: () => file.sync(),
            close: () => file.close(),
          };
        },
      },
    });
    await vi.waitFor(() => expect(decoded).toBeGreaterThan(8));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(decoded).toBeLessThanOrEqual(10);
    freeDisk();
    const cache = await building;
    expect(decoded).toBe(60);
    expect([cache.ids.length, 'file' in cache, cacheFiles(root).length]).toEqual([60, true, 2]);
    cache.close();
  });

  it('removes what a killed process of this machine left, and nothing of others', async () => {
    const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    const kept = [
      `.pixels-16-00.bin.${here}.${process.ppid}-0.tmp`,
      '.pixels-16-00.bin.01234567.4194304-0.tmp',
    ];
    const { root, options } = await dataSet(
      Object.fromEntries(
        [...kept, `.pixels-16-00.bin.${here}.4194304-0.tmp`].map((name) => [`cache/${name}`, 'x']),
      ),
    );
    await buildPixelCache(samples, options);
    expect(cacheFiles(root).filter((name) => name.startsWith('.'))).toEqual(kept.toSorted());
    expect(cacheFiles(root)).toHaveLength(4);
    // What another machine began may be at work: it is listed, for whoever cleans.
    const listed = (await listPixelCaches(options.cacheDir)).filter(({ images }) => images === undefined);
    expect(listed.map(({ path }) => path)).toEqual([join(options.cacheDir, kept[1]!)]);
  });

  it('sets sharp back to what it was', async () => {
    const { options } = await dataSet();
    const before = [sharp.concurrency(), sharp.cache().memory.max];
    await buildPixelCache(samples, options);
    expect([sharp.concurrency(), sharp.cache().memory.max]).toEqual(before);
  });

  it('refuses sizes and depths that are none', async () => {
    const { root, options } = await dataSet();
    expect((await errorOf(buildPixelCache(samples, { ...options, size: 4 }))).code).toBe('INVALID_ARGUMENT');
    expect((await errorOf(buildPixelCache(samples, { ...options, concurrency: 0 }))).code).toBe(
      'INVALID_ARGUMENT',
    );
    expect((await errorOf(buildPixelCache(samples, { ...options, depth: 12 as 16 }))).message).toContain(
      'depth is 12; expected 8 or 16',
    );
    expect(
      (await errorOf(buildPixelCache(samples, { ...options, cacheDir: join(root, 'a.png') }))).code,
    ).toBe('NOT_WRITABLE');
  });
});
