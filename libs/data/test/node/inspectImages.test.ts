import { statSync } from 'node:fs';
import { join } from 'node:path';
import { inspectImages } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { folderWith, imageFile } from '../support/folders.ts';
import { sample } from '../support/samples.ts';

describe('inspectImages', () => {
  it('reads width, height, channels and size', async () => {
    const root = folderWith({
      'a.png': await imageFile('png', 40, 30),
      'b.jpeg': await imageFile('jpeg', 20, 50),
    });
    const { rows } = await inspectImages([sample('a.png', 'NORMAL'), sample('b.jpeg', 'NORMAL')], { root });
    const bytes = ['a.png', 'b.jpeg'].map((name) => statSync(join(root, name)).size);
    expect(rows.map((row) => [row.width, row.height, row.channels, row.bytes])).toEqual([
      [40, 30, 1, bytes[0]],
      [20, 50, 1, bytes[1]],
    ]);
  });

  it('names files that are no images and skips them only when asked', async () => {
    const root = folderWith({ 'a.png': await imageFile('png'), 'b.png': 'text', 'c.png': '' });
    const samples = ['a.png', 'b.png', 'c.png', 'd.png'].map((id) => sample(id, 'NORMAL'));
    const error = await errorOf(inspectImages(samples, { root }));
    expect(error.message).toMatch(
      /^3 of 4 files cannot be used: b\.png is not an image.*; c\.png is empty; d\.png does not exist/,
    );
    const { rows, skipped } = await inspectImages(samples, { root, onBadFile: 'skip' });
    expect([rows.length, skipped.length]).toEqual([1, 3]);
  });
});
