import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSplit, parseSplit, type Split } from '@pneumo/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';
import { newFolder, pneumo, TINY } from './support/pneumo.ts';
import { pngFolder } from './support/pngFolder.ts';

const folder = newFolder();
const PATIENTS = '--patient-rule=regexp:(p\\d{4})';
let data: string;
beforeAll(async () => {
  data = await pngFolder(folder, 'films');
});

async function readSplit(path: string): Promise<Split> {
  return parseSplit(readFileSync(path, 'utf8'), path);
}

describe('pneumo split', () => {
  it('writes one file a fold and prints what each part holds; each file trains', async () => {
    const out = join(folder, 'folds');
    const made = await pneumo(
      ['split', `--data=${data}`, PATIENTS, '--kind=k-fold', '--folds=3', `--out=${out}`],
      folder,
    );
    expect(made).toMatchObject({ code: 0 });
    expect(readdirSync(out).sort()).toEqual([1, 2, 3].map((fold) => `k-fold-${fold}-of-3.json`));
    const second = await readSplit(join(out, 'k-fold-2-of-3.json'));
    expect(made.stdout).toContain(`${second.train.length} (`);
    const run = join(folder, 'run');
    const trained = await pneumo(
      ['train', `--data=${data}`, PATIENTS, `--split=${out}/k-fold-2-of-3.json`, ...TINY, `--out=${run}`],
      folder,
    );
    expect(trained).toMatchObject({ code: 0 });
    expect(await readSplit(join(run, 'split.json'))).toEqual(second);
  });

  it.each([
    ['--folds=5', '--kind=k-fold or --kind=nested-k-fold'],
    ['--inner-folds=3', '--kind=nested-k-fold'],
    ['--repeats=3', '--kind=bootstrap'],
    ['--hold-out=source=b', '--kind=hold-out'],
    ['--from=2024', '--kind=hold-out'],
    ['--validation-fraction=0.3', '--kind=patient or --kind=study or --kind=hold-out', 'k-fold'],
    ['--test-fraction=0.3', '--kind=patient or', 'given'],
  ])('refuses %s, which the kind does not listen to', async (flag, kinds, kind = 'patient') => {
    const { code, stderr } = await inProcess(['split', `--kind=${kind}`, flag, '--out=none'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain(`plays no role in --kind=${kind}; leave it out, or take ${kinds}`);
  });

  it('reads the list of patients from where it is called', async () => {
    const names = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.png'),
    );
    const rows = names.map((name) => `${name},${/p\d{4}/.exec(name)![0]}`);
    mkdirSync(join(folder, 'lists'));
    writeFileSync(join(folder, 'lists', 'children.csv'), ['file,child', ...rows, ''].join('\n'));
    const rule = '--patient-rule=csv:children.csv:child';
    const args = ['split', `--data=${data}`, `--out=${join(folder, 'listed')}`, rule];
    const made = await inProcess(args, join(folder, 'lists'));
    expect(made.code, made.stderr).toBe(0);
    const audited = await inProcess(
      ['audit', `--data=${data}`, '--out=audited', rule],
      join(folder, 'lists'),
    );
    expect(audited.code, audited.stderr).toBe(0);
  });

  it('never writes over what is there', async () => {
    const again = await pneumo(['split', '--out=films'], folder);
    expect(again.code).toBe(4);
    expect(again.stderr).toContain('not empty');
  });
});

describe('a split with a leak', () => {
  it('is refused by name, and marked in red in the report when it is asked for', async () => {
    const out = join(folder, 'by-patient');
    expect((await pneumo(['split', `--data=${data}`, PATIENTS, `--out=${out}`], folder)).code).toBe(0);
    const split = await readSplit(join(out, 'patient.json'));
    // A film that trains is copied under a name that looks like somebody else, and validates.
    const source = split.train[0]!;
    const copy = source.replace(/p\d{4}/, 'p9999');
    writeFileSync(join(data, copy), readFileSync(join(data, source)));
    const leaking = join(folder, 'leaking.json');
    writeFileSync(leaking, await formatSplit({ ...split, val: [...split.val, copy].sort() }));
    const args = ['train', `--data=${data}`, PATIENTS, `--split=${leaking}`, ...TINY];
    const refused = await pneumo(args, folder);
    expect(refused.stderr).toContain(copy);
    expect(refused.code).toBe(3);
    const run = join(folder, 'leak');
    const allowed = await pneumo([...args, '--allow-leaks', `--out=${run}`], folder);
    expect(allowed).toMatchObject({ code: 0 });
    const report = readFileSync(join(run, 'report.html'), 'utf8');
    expect(/<div class="notice danger"[\s\S]*?<\/div>/.exec(report)?.[0]).toContain('same pictures');
  });
});
