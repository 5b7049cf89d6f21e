import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPixelCache, listPixelCaches, type PixelCacheProgress } from '@pneumo/data/node';
import { afterEach, describe, expect, it } from 'vitest';
import { folderWith, imageFile } from '../support/folders.ts';
import { pixelBytes } from '../support/pixelBytes.ts';

const BUILDER = fileURLToPath(new URL('../support/cacheBuilder.mjs', import.meta.url));
const ids = ['a.png', 'b.png', 'c.png', 'd.png', 'e.png', 'f.png'];
const samples = ids.map((id) => ({ id }));

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

async function films(): Promise<{ root: string; cacheDir: string; names(): string[] }> {
  const files = await Promise.all(ids.map((_, i) => imageFile('png', 30 + i, 20, i)));
  const root = folderWith(Object.fromEntries(ids.map((id, i) => [id, files[i]!])));
  const cacheDir = join(root, 'cache');
  return { root, cacheDir, names: () => readdirSync(cacheDir).sort() };
}

/** Starts a process that builds a cache and waits until it has stopped on its way. */
async function startBuilder(
  { root, cacheDir }: { root: string; cacheDir: string },
  limit: number,
  where: 'images' | 'index',
): Promise<ChildProcess> {
  const child = fork(BUILDER, [root, cacheDir, `${limit}`, where, ...ids], { execArgv: [] });
  children.push(child);
  expect(await once(child, 'message')).toContain('stopped');
  return child;
}

async function finish(child: ChildProcess): Promise<{ key: string; kind: string }> {
  child.send('go on');
  const [message] = await once(child, 'message');
  await once(child, 'exit');
  return message;
}

describe('a pixel cache and several processes', () => {
  it('is built by two at once, one in memory and one by position, to the same bytes', async () => {
    const folder = await films();
    const { root, cacheDir, names } = folder;
    const both = await Promise.all([startBuilder(folder, 1e6, 'images'), startBuilder(folder, 0, 'index')]);
    // The second has its pixels in place while the first is still at them.
    expect(names().map((name) => name.replace(/[0-9a-f]{8,}\.\d+-\d+/, 'N'))).toHaveLength(3);
    const messages = await Promise.all(both.map(finish));
    expect(messages.map(({ kind }) => kind)).toEqual(['memory', 'file']);
    expect(messages[0]!.key).toBe(messages[1]!.key);
    expect(names().map((name) => name.split('.').at(-1))).toEqual(['bin', 'json']);
    const phases = new Set<PixelCacheProgress['phase']>();
    const onProgress = ({ phase }: PixelCacheProgress): void => void phases.add(phase);
    const found = await buildPixelCache(samples, { root, size: 16, cacheDir, onProgress });
    expect([...phases]).toEqual(['hash']);
    const again = await buildPixelCache(samples, { root, size: 16, cacheDir: join(root, 'other') });
    expect(pixelBytes(found)).toEqual(pixelBytes(again));
  }, 30_000);

  it.each(['images', 'index'] as const)(
    'is none after SIGKILL at the %s, is listed as left over, and is built again without rubbish',
    async (where) => {
      const folder = await films();
      const { root, cacheDir, names } = folder;
      const child = await startBuilder(folder, 0, where);
      expect(names().some((name) => name.endsWith('.tmp'))).toBe(true);
      // Nobody takes from a process that is at work.
      const pending = (await listPixelCaches(cacheDir)).filter(({ path }) => path.endsWith('.tmp'));
      expect(pending).toEqual([]);
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      const left = await listPixelCaches(cacheDir);
      expect(left.length).toBeGreaterThan(0);
      expect(left.every(({ images }) => images === undefined)).toBe(true);
      const cache = await buildPixelCache(samples, { root, size: 16, cacheDir });
      expect(names().map((name) => name.split('.').at(-1))).toEqual(['bin', 'json']);
      const clean = await buildPixelCache(samples, { root, size: 16, cacheDir: join(root, 'other') });
      expect(pixelBytes(cache)).toEqual(pixelBytes(clean));
    },
    30_000,
  );
});
