import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { listImageFiles } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { folderWith } from '../support/folders.ts';

describe('listImageFiles', () => {
  it('finds images at any depth, sorted, and tells other files apart', async () => {
    const root = folderWith({
      'b.PNG': '',
      'a/c.jpeg': '',
      'a/d.txt': '',
      '.hidden/e.png': '',
      '__MACOSX/f.png': '',
    });
    expect(await listImageFiles(root)).toEqual({
      images: ['a/c.jpeg', 'b.PNG'],
      others: ['a/d.txt'],
      loops: [],
    });
  });

  it('names links to a folder above them and does not enter them, however many there are', async () => {
    const root = folderWith({ 'a/b.png': '' });
    for (let i = 0; i < 12; i++) symlinkSync(root, join(root, `a/loop${i}`));
    const { images, loops } = await listImageFiles(root);
    expect(images).toEqual(['a/b.png']);
    expect(loops).toHaveLength(12);
    expect(loops[0]).toBe('a/loop0');
  });

  it('ends at folders without end and at a folder that is none', async () => {
    const root = folderWith({ [`${'d/'.repeat(12)}a.png`]: '' });
    expect((await errorOf(listImageFiles(root))).code).toBe('TOO_DEEP');
    expect((await errorOf(listImageFiles(join(root, 'no')))).code).toBe('NOT_FOUND');
  });
});
