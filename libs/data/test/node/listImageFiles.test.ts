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
    expect(await listImageFiles(root)).toEqual({ images: ['a/c.jpeg', 'b.PNG'], others: ['a/d.txt'] });
  });

  it('ends at a loop of links and at a folder that is none', async () => {
    const root = folderWith({ 'a/b.png': '' });
    symlinkSync(root, join(root, 'a/loop'));
    expect((await errorOf(listImageFiles(root))).code).toBe('TOO_DEEP');
    expect((await errorOf(listImageFiles(join(root, 'no')))).code).toBe('NOT_FOUND');
  });
});
