import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FeatureStoreOptions, openFeatureStore } from '@pneumo/data/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pneumo-features-'));
});
afterEach(() => rm(folder, { recursive: true }));

const IDS = ['a', 'b', 'c', 'd', 'e'];
const SHAPE = [2, 2, 3] as const;
const ROW = 12;

const row = (i: number): number[] =>
  Array.from({ length: ROW }, (_, k) => Math.fround(Math.sin(i * ROW + k)));
const rows = (...places: number[]): Float32Array => Float32Array.from(places.flatMap(row));

function openStore(overrides: Partial<FeatureStoreOptions> = {}) {
  return openFeatureStore({
    folder,
    key: { seed: 1 },
    ids: IDS,
    shape: SHAPE,
    precision: 'float32',
    ...overrides,
  });
}

async function filled(overrides: Partial<FeatureStoreOptions> = {}) {
  const store = await openStore(overrides);
  await store.append(rows(0, 1));
  await store.append(rows(2, 3));
  await store.append(rows(4));
  return store;
}

describe('openFeatureStore', () => {
  it('gives back every sample’s features as they were, in any order, also when opened again', async () => {
    const store = await filled();
    await store.close();
    const again = await openStore();
    expect(again.filled).toBe(5);
    expect(await again.read(['e', 'a', 'e', 'c'])).toEqual(rows(4, 0, 4, 2));
    await again.close();
  });

  it('rounds to half precision, off by 2^-11 of a value at most, in half the bytes', async () => {
    const exact = await filled();
    const half = await filled({ precision: 'float16' });
    expect(half.bytes).toBe(exact.bytes / 2);
    const values = await half.read(IDS);
    rows(0, 1, 2, 3, 4).forEach((value, i) =>
      expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(2 ** -11 * Math.abs(value)),
    );
    await Promise.all([exact.close(), half.close()]);
  });

  it('goes on behind the last whole step when it was left half filled', async () => {
    const store = await openStore({ step: 2 });
    await store.append(rows(0, 1));
    await store.append(rows(2));
    await store.close();
    const again = await openStore({ step: 2 });
    expect(again.filled).toBe(2);
    await again.append(rows(2, 3));
    await again.append(rows(4));
    expect(await again.read(IDS)).toEqual(rows(0, 1, 2, 3, 4));
    await again.close();
  });

  it('counts what is torn or changed, and all behind it, as missing', async () => {
    const store = await filled();
    await store.close();
    await truncate(store.path, 4 * ROW * 4 + 7);
    const torn = await openStore();
    expect(torn.filled).toBe(4);
    await torn.append(rows(4));
    await torn.close();
    const file = await open(store.path, 'r+');
    await file.write(Uint8Array.of(1), 0, 1, ROW * 4 + 5);
    await file.close();
    const changed = await openStore();
    expect(changed.filled).toBe(1);
    await expect(changed.read(['b'])).rejects.toMatchObject({ code: 'UNKNOWN_SAMPLE' });
    await changed.append(rows(1, 2, 3, 4));
    expect(await changed.read(IDS)).toEqual(rows(0, 1, 2, 3, 4));
    await changed.close();
  });

  it('begins anew without an index, with a damaged one, and without its file', async () => {
    for (const damage of [
      (index: string) => rm(index),
      (index: string) => writeFile(index, '{"schemaVersion":1'),
      (index: string) => rm(index.replace('.json', '.bin')),
    ]) {
      const store = await filled();
      await store.close();
      await damage(store.path.replace('.bin', '.json'));
      const again = await openStore();
      expect(again.filled).toBe(0);
      await again.close();
    }
  });

  it('keeps apart what differs in key, samples, shape or precision', async () => {
    await (await filled()).close();
    for (const other of [
      { key: { seed: 2 } },
      { ids: [...IDS, 'f'] },
      { shape: [1, 1, 12] as const },
      { precision: 'float16' as const },
    ]) {
      const store = await openStore(other);
      expect(store.filled).toBe(0);
      await store.close();
    }
    const same = await openStore();
    expect(same.filled).toBe(5);
    await same.close();
  });

  it('is filled by one process at a time; the lock of one that has ended counts for nothing', async () => {
    const store = await openStore();
    await expect(openStore()).rejects.toMatchObject({ code: 'FEATURES_BUSY' });
    await store.close();
    const lock = store.path.replace('.bin', '.lock');
    await writeFile(lock, '4194304999');
    const next = await filled();
    await expect(readFile(lock)).rejects.toMatchObject({ code: 'ENOENT' });
    const reader = await openStore();
    expect(reader.filled).toBe(5);
    await Promise.all([next.close(), reader.close()]);
  });

  it('refuses what float16 cannot hold, and NaN, by the sample’s name', async () => {
    const store = await openStore({ precision: 'float16' });
    const large = rows(0, 1);
    large[ROW + 3] = 70_000;
    await expect(store.append(large)).rejects.toThrow(
      /features of b hold 70000, which float16 cannot keep; keep them as float32/,
    );
    large[ROW + 3] = NaN;
    await expect(store.append(large)).rejects.toMatchObject({ code: 'FEATURES_NOT_FINITE' });
    expect(store.filled).toBe(0);
    await expect(store.append(new Float32Array(5))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await store.close();
  });

  it('keeps the error below half precision’s normal numbers within 2^-25', async () => {
    const store = await openStore({ precision: 'float16', ids: ['a'], shape: [1, 1, 256] });
    const values = Float32Array.from({ length: 256 }, (_, i) => 2 ** -14 * ((i + 1) / 257) ** 4);
    await store.append(values);
    const back = await store.read(['a']);
    const errors = [...values].map((value, i) => Math.abs(back[i]! - value));
    expect(Math.max(...errors)).toBeLessThanOrEqual(2 ** -25);
    // The relative error of normal numbers does not hold for these.
    expect(errors.some((error, i) => error > 2 ** -11 * values[i]!)).toBe(true);
    await store.close();
  });

  it('says that a file which was cut short while it is in use is broken', async () => {
    const store = await filled();
    await truncate(store.path, 2 * ROW * 4 + 7);
    expect(await store.read(['b'])).toEqual(rows(1));
    await expect(store.read(['c'])).rejects.toMatchObject({ code: 'FEATURES_BROKEN' });
    await expect(store.read(['c'])).rejects.toThrow(/ends after 103 bytes: it was cut short/);
    await store.close();
  });

  it('removes what a process that was killed left', async () => {
    const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    await writeFile(join(folder, `.features-00.json.${here}.4194304-0.tmp`), 'half');
    await (await openStore()).close();
    expect((await readdir(folder)).every((name) => name.endsWith('.bin'))).toBe(true);
  });
});
