import { describe, expect, it } from 'vitest';
import { newFolder, pneumo, TINY } from './support/pneumo.ts';
import { pngFolder } from './support/pngFolder.ts';

describe('pneumo cache', () => {
  it('lists what a run has made and cleans it', async () => {
    const folder = newFolder();
    const data = await pngFolder(folder, 'films');
    expect((await pneumo(['cache'], folder)).stdout).toContain('0 caches in');
    const settings = TINY.filter((flag) => !flag.includes('epochs'));
    const flags = [`--data=${data}`, ...settings, '--epochs=1', '--cache-memory=0M', '--image-depth=16'];
    const run = await pneumo(['train', ...flags], folder);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toMatch(
      /Decoded images: \d+ of 32×32, \d+ kB, read from the cache one at a time \(--cache-memory: at most 0 B\)\./,
    );
    const listed = await pneumo(['cache', 'list'], folder);
    expect(listed.stdout).toContain('32 × 32, 16 bits');
    expect((await pneumo(['cache', 'clean', '--older-than=1'], folder)).stdout).toContain(
      '0 caches of 1 removed',
    );
    expect((await pneumo(['cache', 'clean'], folder)).stdout).toContain('1 caches of 1 removed');
    expect((await pneumo(['cache', 'empty'], folder)).code).toBe(2);
  });
});
