import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeFeatureSpace, openFeatureStore, planFeatureStore } from '@pneumo/data/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pneumo-features-'));
});
afterEach(() => rm(folder, { recursive: true }));

const BYTES = 4 * 25;
const optionsOf = (key: string) => ({
  ...{ folder, key, ids: ['a', 'b', 'c', 'd', 'e'], shape: [1, 1, 5] as const },
  precision: 'float32' as const,
});
const planOf = (key: string) => planFeatureStore(optionsOf(key));

/** A full store that was last used so many seconds after the epoch. */
async function store(key: string, used: number) {
  const opened = await openFeatureStore(optionsOf(key));
  if (opened.filled === 0) await opened.append(new Float32Array(25));
  await opened.close();
  for (const path of [opened.path, opened.path.replace('.bin', '.json')]) await utimes(path, used, used);
  return opened.path;
}

const files = async () => (await readdir(folder)).filter((name) => name.endsWith('.bin')).sort();
const named = (...paths: string[]) => paths.map((path) => basename(path)).sort();

describe('makeFeatureSpace', () => {
  it('refuses what the limit alone does not allow, and what the disk has no room for, and leaves no file', async () => {
    const [plan] = [planOf('a')];
    expect(plan.bytes).toBe(BYTES);
    await expect(makeFeatureSpace(folder, [plan], BYTES - 1)).rejects.toMatchObject({
      code: 'FEATURE_LIMIT',
    });
    await expect(makeFeatureSpace(folder, [{ ...plan, bytes: 1e18 }], 1e18)).rejects.toMatchObject({
      code: 'DISK_FULL',
    });
    expect(await makeFeatureSpace(folder, [plan], BYTES)).toEqual({ removed: 0 });
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets features of other runs give way, the longest unused first, and only as many as must', async () => {
    const [old, older, latest] = [
      await store('old', 200),
      await store('older', 100),
      await store('latest', 300),
    ];
    const { removed } = await makeFeatureSpace(folder, [planOf('new')], 3 * BYTES);
    expect(await files()).toEqual(named(old, latest));
    expect(removed).toBe(BYTES);
    await makeFeatureSpace(folder, [planOf('new'), planOf('old')], 3 * BYTES);
    expect(await files()).toEqual(named(old, latest));
    await makeFeatureSpace(folder, [planOf('new'), planOf('old')], 2 * BYTES);
    expect(await files()).toEqual(named(old));
    expect(older).not.toBe(old);
  });

  it('counts opening as use', async () => {
    const [a, b] = [await store('a', 100), await store('b', 200)];
    await (await openFeatureStore(optionsOf('a'))).close();
    await makeFeatureSpace(folder, [planOf('new')], 2 * BYTES);
    expect(await files()).toEqual(named(a));
    expect(b).not.toBe(a);
  });

  it('removes nothing that a process works with, and nothing at all where that is not enough', async () => {
    const idle = await store('idle', 100);
    const used = await openFeatureStore(optionsOf('used'));
    // It takes as much as it will when it is full.
    await used.append(new Float32Array(5));
    const limit = makeFeatureSpace(folder, [planOf('new')], 2 * BYTES - 1);
    await expect(limit).rejects.toMatchObject({ code: 'FEATURE_LIMIT', details: { inUse: BYTES } });
    await expect(limit).rejects.toThrow(/beside 0\.0000 GiB of other runs that are at work/);
    expect(await files()).toEqual(named(idle, used.path));
    await makeFeatureSpace(folder, [planOf('new')], 2 * BYTES);
    expect(await files()).toEqual(named(used.path));
    await used.close();
    await makeFeatureSpace(folder, [planOf('new')], BYTES);
    expect(await files()).toEqual([]);
  });

  it('counts the mark of a process that was killed for nothing, and that of another machine as use', async () => {
    const [killed, elsewhere] = [await store('killed', 100), await store('elsewhere', 50)];
    const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    const mark = (path: string, host: string) =>
      writeFile(join(folder, `.${basename(path, '.bin')}.use.${host}.4194304-0.tmp`), '');
    await mark(killed, here);
    await mark(elsewhere, '01234567');
    await makeFeatureSpace(folder, [planOf('new')], 2 * BYTES);
    expect(await files()).toEqual(named(elsewhere));
  });
});
