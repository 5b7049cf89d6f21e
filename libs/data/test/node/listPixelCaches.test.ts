import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatePhantom } from '@pneumo/data';
import {
  buildPixelCache,
  listPixelCaches,
  openFeatureStore,
  removePixelCaches,
  writeFolder,
} from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';

describe('listPixelCaches and removePixelCaches', () => {
  it('list what was built and what a killed process left, and remove nothing else', async () => {
    const root = mkdtempSync(join(tmpdir(), 'pneumo-test-'));
    const cacheDir = join(root, 'cache');
    const films = generatePhantom({ seed: 1, patients: 10, size: 32 });
    const samples = await writeFolder(films.samples, films, join(root, 'films'));
    for (const size of [16, 24])
      await buildPixelCache(samples, { root: join(root, 'films'), size, cacheDir });
    writeFileSync(join(cacheDir, 'pixels-32-0123456789abcdef.bin'), 'torn');
    writeFileSync(join(cacheDir, 'engine-plans.json'), '{}');
    const common = { folder: cacheDir, ids: ['a', 'b'], shape: [1, 1, 3], precision: 'float32' } as const;
    const features = await openFeatureStore({ ...common, key: 'demo' });
    await features.append(new Float32Array(6));
    await features.close();
    const entries = await listPixelCaches(cacheDir);
    expect(entries.map(({ size, images }) => [size, images]).sort()).toEqual(
      [
        [16, samples.length],
        [24, samples.length],
        [undefined, undefined],
        [undefined, 2],
      ].sort(),
    );
    expect(entries.find(({ size }) => size === 24)!.bytes).toBeGreaterThan(samples.length * 24 * 24);
    expect(entries.find(({ images }) => images === undefined)!.bytes).toBe(4);
    const freed = await removePixelCaches(entries.filter(({ size }) => size !== 16));
    expect(freed).toBeGreaterThan(samples.length * 24 * 24);
    expect((await listPixelCaches(cacheDir)).map(({ size }) => size)).toEqual([16]);
    expect(readdirSync(cacheDir)).toContain('engine-plans.json');
  });
});
