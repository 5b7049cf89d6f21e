import { readFolder, readImageFile, writeFolder } from '@pneumo/data/node';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../support/folders.ts';
import { noiseSource } from '../support/pixels.ts';
import { sample } from '../support/samples.ts';

describe('writeFolder', () => {
  it('writes what readFolder and readImageFile read', async () => {
    const root = folderWith();
    const source = noiseSource(8);
    const samples = [sample('x/1', 'NORMAL', 'p1', 'train'), sample('x/2.png', 'PNEUMONIA', 'p2', 'test')];
    const written = await writeFolder(samples, source, root);
    expect(written.map(({ id }) => id)).toEqual(['train/NORMAL/x_1.png', 'test/PNEUMONIA/x_2.png']);
    expect((await readFolder(root)).samples.map(({ id }) => id)).toEqual(written.map(({ id }) => id).sort());
    expect((await readImageFile(join(root, written[1]!.id))).data).toEqual(source.get('x/2.png').data);
  });
});
