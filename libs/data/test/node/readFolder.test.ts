import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readFolder } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { folderWith } from '../support/folders.ts';

const split = {
  'train/NORMAL/IM-0115-0001.jpeg': 'x',
  'train/NORMAL/NORMAL2-IM-1427-0001.jpeg': 'x',
  'train/PNEUMONIA/person1_bacteria_2.jpeg': 'x',
  'val/NORMAL/IM-0001-0001.jpeg': 'x',
  'val/PNEUMONIA/person9_virus_1.jpeg': 'x',
  'test/PNEUMONIA/person2_virus_3.jpeg': 'x',
  'test/NORMAL/IM-0003-0001.jpeg': 'x',
};
const under = (prefix: string, files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, contents]) => [prefix + path, contents]));

describe('readFolder', () => {
  it('reads parts, classes, patients and subtypes from a folder of parts', async () => {
    const root = folderWith(split);
    const data = await readFolder(root, { source: 'demo' });
    expect([data.layout, data.root, data.warnings, data.skipped]).toEqual(['split', root, [], []]);
    expect(data.samples.map(({ id }) => id)).toEqual(Object.keys(split).sort());
    expect(data.samples.at(-1)).toEqual({
      id: 'val/PNEUMONIA/person9_virus_1.jpeg',
      label: 'PNEUMONIA',
      patient: 'person9_virus',
      source: 'demo',
      split: 'val',
      columns: { subtype: 'virus' },
    });
    expect(data.samples[0]).toEqual({
      id: 'test/NORMAL/IM-0003-0001.jpeg',
      label: 'NORMAL',
      patient: 'IM-0003',
      source: 'demo',
      split: 'test',
    });
  });

  it('reads the two classes alone, also in folders below them', async () => {
    const root = folderWith({ 'normal/a/1.png': 'x', 'normal/2.PNG': 'x', 'Pneumonia/3.tif': 'x' });
    const { samples, layout, warnings } = await readFolder(root);
    expect(layout).toBe('single');
    expect(samples.map(({ id, label, split: part }) => [id, label, part])).toEqual([
      ['Pneumonia/3.tif', 'PNEUMONIA', undefined],
      ['normal/2.PNG', 'NORMAL', undefined],
      ['normal/a/1.png', 'NORMAL', undefined],
    ]);
    expect(warnings).toEqual([
      { code: 'UNMATCHED_PATIENTS', message: expect.stringContaining('no patient from 3 of 3 names') },
    ]);
  });

  it('goes down as archives unpack, and ignores what they leave behind', async () => {
    const root = folderWith({
      ...under('chest_xray/chest_xray/', split),
      ...under('chest_xray/__MACOSX/chest_xray/', split),
      'chest_xray/chest_xray/train/.DS_Store': 'x',
      'chest_xray/chest_xray/train/NORMAL/._IM-0115-0001.jpeg': 'x',
      'chest_xray/chest_xray/val/NORMAL/Thumbs.db': 'x',
    });
    const data = await readFolder(root);
    expect(data.root).toBe(join(root, 'chest_xray/chest_xray'));
    expect(data.samples).toHaveLength(7);
    expect(data.samples[0]!.source).toBe('chest_xray');
  });

  it('takes the outer one of two copies, and says what it ignored', async () => {
    const root = folderWith({ ...split, ...under('chest_xray/', split), 'docs/readme.txt': 'x' });
    const data = await readFolder(root);
    expect(data.samples).toHaveLength(7);
    expect(data.warnings.map(({ message }) => message)).toEqual([
      'Folders that belong to no part or class were ignored: chest_xray, docs.',
    ]);
  });

  it('follows links', async () => {
    const root = folderWith({ 'NORMAL/1.png': 'x', 'elsewhere/2.png': 'x' });
    symlinkSync(join(root, 'elsewhere'), join(root, 'PNEUMONIA'));
    expect((await readFolder(root)).samples.map(({ id }) => id)).toEqual(['NORMAL/1.png', 'PNEUMONIA/2.png']);
  });

  it('reads patients from the column of a CSV file', async () => {
    const root = folderWith({
      'NORMAL/1.png': 'x',
      'PNEUMONIA/2.png': 'x',
      'list.csv': 'file,child\n1.png,Ann\n2.png,Bo\n',
    });
    const patientRule = { kind: 'column', file: join(root, 'list.csv'), column: 'child' } as const;
    expect((await readFolder(root, { patientRule })).samples.map(({ patient }) => patient)).toEqual([
      'Ann',
      'Bo',
    ]);
    expect(
      (await errorOf(readFolder(root, { patientRule: { ...patientRule, file: join(root, 'no.csv') } }))).code,
    ).toBe('NOT_FOUND');
  });

  it('names the nearest folder that exists', async () => {
    const root = folderWith({ 'a/b.txt': 'x' });
    const error = await errorOf(readFolder(join(root, 'a/chest/train')));
    expect(error.code).toBe('NOT_FOUND');
    expect(error.message).toContain(
      `${join(root, 'a/chest/train')} does not exist; the nearest folder that does is ${join(root, 'a')}.`,
    );
    expect((await errorOf(readFolder(join(root, 'a/b.txt')))).code).toBe('NOT_A_FOLDER');
    expect((await errorOf(readFolder(join(root, 'a/b.txt/c')))).message).toContain(`is ${join(root, 'a')}.`);
  });

  it('says what stands there when it is no data set, and when it is two', async () => {
    const error = await errorOf(
      readFolder(folderWith({ 'cats/1.png': 'x', 'dogs/2.png': 'x', 'readme.txt': 'x' })),
    );
    expect(error.code).toBe('UNKNOWN_LAYOUT');
    expect(error.message).toContain('holds cats/, dogs/, readme.txt; expected train/NORMAL');
    expect((await errorOf(readFolder(folderWith()))).message).toContain('holds nothing');
    expect(
      (await errorOf(readFolder(folderWith({ ...under('a/', split), ...under('b/', split) })))).code,
    ).toBe('AMBIGUOUS_LAYOUT');
  });

  it('refuses one class and no images', async () => {
    const one = await errorOf(
      readFolder(folderWith({ 'train/PNEUMONIA/1.png': 'x', 'train/NORMAL/.keep': '' })),
    );
    expect(one.code).toBe('ONE_CLASS');
    expect(one.message).toContain('1 images of class PNEUMONIA and none of NORMAL');
    expect((await errorOf(readFolder(folderWith({ 'NORMAL/.keep': '', 'PNEUMONIA/.keep': '' })))).code).toBe(
      'NO_IMAGES',
    );
  });

  it('names files that do not look like images, and leaves them out only when asked', async () => {
    const root = folderWith({ ...split, 'train/NORMAL/notes.txt': 'x', 'val/NORMAL/scan.jpgg': 'x' });
    const error = await errorOf(readFolder(root));
    expect(error.code).toBe('BAD_FILES');
    expect(error.message).toContain(
      '2 of 9 files cannot be used: train/NORMAL/notes.txt has no name of an image',
    );
    const data = await readFolder(root, { onBadFile: 'skip' });
    expect(data.samples).toHaveLength(7);
    expect(data.skipped.map(({ file }) => file)).toEqual(['train/NORMAL/notes.txt', 'val/NORMAL/scan.jpgg']);
  });

  it('names a folder without images', async () => {
    const { warnings } = await readFolder(
      folderWith({ ...split, 'test/NORMAL/IM-0003-0001.jpeg': 'x', 'val/PNEUMONIA/.keep': '' }),
    );
    expect(warnings).toEqual([]);
    const empty = folderWith({
      'train/NORMAL/1.png': 'x',
      'train/PNEUMONIA/1.png': 'x',
      'val/NORMAL/.keep': '',
    });
    expect((await readFolder(empty)).warnings.map(({ message }) => message)).toContain(
      'val/NORMAL holds no images.',
    );
  });
});
