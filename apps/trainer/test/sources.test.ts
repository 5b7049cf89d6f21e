import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { generatePhantom, parseManifest, parseSplit } from '@pneumo/data';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { dicomFile } from './support/dicomFile.ts';
import { newFolder, pneumo, TINY } from './support/pneumo.ts';
import { pngFolder } from './support/pngFolder.ts';

const folder = newFolder();
const PATIENTS = '--patient-rule=regexp:(p\\d{4})';
const films = join(folder, 'films');
beforeAll(() => pngFolder(folder, 'films'));

const filesBelow = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

describe('--data', () => {
  it('takes a zip of a folder for the folder', async () => {
    const files = filesBelow(films).map((name) => [name, new Uint8Array(readFileSync(join(films, name)))]);
    writeFileSync(join(folder, 'films.zip'), zipSync(Object.fromEntries(files)));
    for (const data of ['films', 'films.zip']) {
      const made = await pneumo(['split', `--data=${data}`, PATIENTS, `--out=split-of-${data}`], folder);
      expect(made).toMatchObject({ code: 0 });
    }
    const splitOf = async (data: string): Promise<string[]> =>
      (await parseSplit(readFileSync(join(folder, `split-of-${data}/patient.json`), 'utf8'))).train;
    expect(await splitOf('films.zip')).toEqual(await splitOf('films'));
  });

  it('takes a table whose columns are named, and says what is wrong with one', async () => {
    const lines = filesBelow(films).map((name) => {
      const [split, label] = name.split('/');
      return `${name},${label === 'NORMAL' ? 'clear' : 'pneumonia'},${/p\d{4}/.exec(name)![0]},${split}`;
    });
    writeFileSync(join(films, 'list.csv'), ['image,finding,child,part', ...lines].join('\n'));
    const table = '--table=file=image,label=finding,patient=child,split=part';
    const refused = await pneumo(['train', '--data=films/list.csv', table, ...TINY], folder);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain("finding is 'clear'; expected");
    const unknown = await pneumo(['train', '--data=films/list.csv', '--table=kaggle', ...TINY], folder);
    expect(unknown.stderr).toContain("--table is 'kaggle'; expected auto, nih, rsna, chexpert, vindr");
    const text = readFileSync(join(films, 'list.csv'), 'utf8').replaceAll(',clear,', ',normal,');
    writeFileSync(join(films, 'list.csv'), text);
    const run = join(folder, 'table-run');
    const trained = await pneumo(['train', '--data=films/list.csv', table, ...TINY, `--out=${run}`], folder);
    expect(trained).toMatchObject({ code: 0 });
    const rows = parseManifest(readFileSync(join(run, 'manifest.csv'), 'utf8'));
    expect(rows.map(({ sample }) => sample.patient)).toEqual(
      rows.map(({ sample }) => /p\d{4}/.exec(sample.id)![0]),
    );
  });

  it('takes DICOM files, and lets nothing of a person into the run', async () => {
    const phantom = generatePhantom({ seed: 2, patients: 24, size: 32 });
    phantom.samples.forEach(({ id, label, split, patient }, i) => {
      const path = join(folder, 'clinic', split!, label!, `${i}.dcm`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, dicomFile(32, phantom.get(id).data, `MRN-${patient}`));
    });
    const run = join(folder, 'clinic-run');
    const trained = await pneumo(['train', '--data=clinic', ...TINY, `--out=${run}`], folder);
    expect(trained).toMatchObject({ code: 0 });
    expect(trained.stderr).toContain('writing can name a patient');
    const rows = parseManifest(readFileSync(join(run, 'manifest.csv'), 'utf8'));
    const patients = new Map(rows.map(({ sample }) => [sample.id, sample.patient]));
    const truth = new Map(
      phantom.samples.map(({ label, split, patient }, i) => [`${split}/${label}/${i}.dcm`, patient]),
    );
    expect(new Set(patients.values()).size).toBe(new Set(truth.values()).size);
    expect([...patients.values()].every((patient) => /^p[0-9a-f]{20}$/.test(patient))).toBe(true);
    for (const name of filesBelow(run))
      expect(readFileSync(join(run, name), 'latin1')).not.toMatch(/MRN-|NAME OF/);
    // The key stays with its owner; a second run gives the same pseudonyms.
    expect(filesBelow(join(folder, 'cache'))).toContain('patient-key');
    const again = await pneumo(['split', '--data=clinic', '--out=again'], folder);
    expect(again.stderr).not.toContain('was drawn');
  });

  it('refuses DICOM files without labels by saying how to give them', async () => {
    mkdirSync(join(folder, 'export'));
    writeFileSync(join(folder, 'export/IM1'), dicomFile(32, new Uint8Array(1024), 'MRN-1'));
    const refused = await pneumo(['train', '--data=export', ...TINY], folder);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('put the files into folders NORMAL and PNEUMONIA');
  });
});
