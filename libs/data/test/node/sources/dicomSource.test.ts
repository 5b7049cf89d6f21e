import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { formatManifest } from '@pneumo/data';
import { buildPixelCache, inspectImages, openDicomFolder, openSource } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { bytesOf, dicomFixtures } from '../../support/dicomFixtures.ts';
import { errorOf } from '../../support/errorOf.ts';
import { folderWith } from '../../support/folders.ts';

const [first, second] = dicomFixtures.cases.map(({ file }) => bytesOf(file)) as [Uint8Array, Uint8Array];
const burned = bytesOf(dicomFixtures.extra.aspect);
const key = 'sixteen letters or more';

describe('openDicomFolder', () => {
  it('finds files with and without ending, reads view and laterality, and gives no labels', async () => {
    const root = folderWith({
      'a.dcm': first,
      'study/IM000001': second,
      'notes.txt': 'x',
      README: 'no DICOM',
    });
    const { samples } = await openDicomFolder(root, { patientKey: key, source: 'clinic' });
    expect(samples.map(({ id }) => id)).toEqual(['a.dcm', 'study/IM000001']);
    expect(samples[0]).toEqual({
      id: 'a.dcm',
      patient: expect.stringMatching(/^p[0-9a-f]{20}$/),
      source: 'clinic',
      columns: { view: 'PA', laterality: 'U' },
    });
    expect(samples[1]!.patient).toBe(samples[0]!.patient);
  });

  it('makes pseudonyms that follow from the key alone, and lets nothing else of a person out', async () => {
    const root = folderWith({ 'a.dcm': first, 'b.dcm': burned });
    const once = await openDicomFolder(root, { patientKey: key });
    const again = await openDicomFolder(root, { patientKey: key });
    const other = await openDicomFolder(root, { patientKey: `${key}!` });
    expect(again.samples).toEqual(once.samples);
    expect(other.samples[0]!.patient).not.toBe(once.samples[0]!.patient);
    // HMAC-SHA-256 by Python: hmac.new(key, b'SECRET-4711', 'sha256').hexdigest()[:20]
    expect(once.samples[0]!.patient).toBe('p63bab62f681d7ae53e8d');
    const cache = await buildPixelCache(once.samples, {
      source: once,
      size: 8,
      cacheDir: join(root, 'cache'),
    });
    const everything = [
      JSON.stringify([once, cache.images, cache.settings]),
      formatManifest(once.samples.map((sample) => ({ sample }))),
    ].join();
    expect(everything).not.toMatch(/SECRET|4711|1999|1987/);
  });

  it('warns where writing may be part of the picture and where no key came', async () => {
    const { warnings } = await openDicomFolder(folderWith({ 'a.dcm': first, 'b.dcm': burned }));
    expect(warnings.map(({ code }) => code)).toEqual(['BURNED_IN_TEXT', 'NO_PATIENT_KEY', 'UNLABELLED']);
    expect(warnings[0]!.message).toContain(
      '1 of 2 DICOM files say that writing is burned into the picture; 1 of 2 do not say',
    );
  });

  it('refuses a key that can be guessed without repeating it', async () => {
    const error = await errorOf(openDicomFolder(folderWith({ 'a.dcm': first }), { patientKey: 'hunter2' }));
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.message).not.toContain('hunter2');
  });

  it('names files that cannot be used, and leaves them out only when asked', async () => {
    const root = folderWith({ 'a.dcm': first, 'bad.dcm': first.slice(0, 300), 'text.dcm': 'text' });
    const error = await errorOf(openDicomFolder(root, { patientKey: key }));
    expect(error.code).toBe('BAD_FILES');
    expect(error.message).toMatch(/2 of 3 files cannot be used: .*bad\.dcm .*text\.dcm/);
    const source = await openDicomFolder(root, { patientKey: key, onBadFile: 'skip' });
    expect([source.samples.length, source.skipped.length]).toEqual([1, 2]);
    expect((await errorOf(openDicomFolder(folderWith({ 'a.txt': 'x' })))).code).toBe('NO_IMAGES');
  });
});

describe('openSource', () => {
  it('reads DICOM files in folders of classes, with patients from their headers', async () => {
    const root = folderWith({ 'NORMAL/a.dcm': first, 'PNEUMONIA/b.dcm': burned });
    const source = await openSource(root, { patientKey: key });
    expect(source.samples.map(({ id, label }) => [id, label])).toEqual([
      ['NORMAL/a.dcm', 'NORMAL'],
      ['PNEUMONIA/b.dcm', 'PNEUMONIA'],
    ]);
    expect(source.samples[0]!.patient).toBe(source.samples[1]!.patient);
    const { rows } = await inspectImages(source.samples, { root });
    expect(rows.map(({ width, height, channels }) => [width, height, channels])).toEqual([
      [13, 9, 1],
      [13, 9, 1],
    ]);
  });

  it('reads DICOM files that a table names; its patients stand before those of the headers', async () => {
    const root = folderWith({
      'a.dcm': first,
      'b.dcm': second,
      'list.csv': 'file,label,patient\na,1,Ann\nb,0,\n',
    });
    const { samples } = await openSource(join(root, 'list.csv'), { patientKey: key });
    expect(samples.map(({ patient, columns }) => [patient, columns])).toEqual([
      ['Ann', { view: 'PA', laterality: 'U' }],
      [expect.stringMatching(/^p[0-9a-f]{20}$/), { view: 'PA', laterality: 'U' }],
    ]);
  });

  it('takes a folder without classes for an export of DICOM files, and says what stands there when it is neither', async () => {
    const { samples } = await openSource(folderWith({ 'study/1': first }), { patientKey: key });
    expect(samples.map(({ id }) => id)).toEqual(['study/1']);
    expect((await errorOf(openSource(folderWith({ 'cats/1.png': 'x' })))).code).toBe('UNKNOWN_LAYOUT');
  });

  it('refuses other files and paths that do not exist', async () => {
    const root = folderWith({ 'a.tar': 'x' });
    expect((await errorOf(openSource(join(root, 'a.tar')))).message).toContain(
      'expected a folder, or a .csv, .jsonl, .npz or .zip',
    );
    expect((await errorOf(openSource(join(root, 'no')))).code).toBe('NOT_FOUND');
    mkdirSync(join(root, 'x'));
    renameSync(join(root, 'a.tar'), join(root, 'x/a.csv'));
    expect((await errorOf(openSource(join(root, 'x/a.csv')))).code).toBe('INVALID_TABLE');
  });
});
