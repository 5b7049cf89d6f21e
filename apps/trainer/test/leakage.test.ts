import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseSplit } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';
import { newFolder, pneumo, TINY } from './support/pneumo.ts';

const folder = newFolder();
const SETTINGS = [
  ...TINY.filter((flag) => !/overlays|patients/.test(flag)),
  '--phantom-patients=80',
  '--seeds=3',
];

describe('pneumo leakage', () => {
  it('trains both sides, says what the difference is, and goes on with what is missing', async () => {
    const out = join(folder, 'leak');
    const args = ['leakage', ...SETTINGS, `--out=${out}`];
    const first = await pneumo(args, folder);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/No effect seen|flatters the model|made the figures worse/);
    const result = readFileSync(join(out, 'leakage.json'), 'utf8');
    const { design, comparison } = JSON.parse(result);
    expect(design.clean).toBe(design.leaky);
    expect(comparison.n).toBe(design.evaluation);
    const read = async (arm: string) =>
      parseSplit(readFileSync(join(out, `${arm}-3`, 'split.json'), 'utf8'), arm);
    const [clean, leaky] = [await read('clean'), await read('leaky')];
    expect([clean.val, clean.test]).toEqual([leaky.val, leaky.test]);

    // One side is lost: it is trained again to the same figures, the other is not.
    const kept = readFileSync(join(out, 'clean-3', 'environment.json'), 'utf8');
    rmSync(join(out, 'leaky-3'), { recursive: true });
    // Its folder was made before the process was killed.
    mkdirSync(join(out, 'leaky-3'));
    rmSync(join(out, 'leakage.json'));
    expect(await pneumo(args, folder)).toMatchObject({ code: 0 });
    expect(readFileSync(join(out, 'clean-3', 'environment.json'), 'utf8')).toBe(kept);
    expect(readFileSync(join(out, 'leakage.json'), 'utf8')).toBe(result);
  });

  it('never mixes two experiments, and says when nobody has several films', async () => {
    const other = await pneumo(['leakage', ...SETTINGS, '--lr=0.1', `--out=${join(folder, 'leak')}`], folder);
    expect(other.code).toBe(4);
    expect(other.stderr).toContain('other settings');
    const few = await pneumo(
      [
        'leakage',
        ...SETTINGS.filter((flag) => !flag.includes('patients')),
        '--phantom-patients=20',
        '--judged-fraction=0.05',
        '--out=few',
      ],
      folder,
    );
    expect(few.code).toBe(3);
    expect(few.stderr).toContain('several films');
    expect(existsSync(join(folder, 'few'))).toBe(false);
  });

  it('refuses a seed twice, and flags that it would not listen to', async () => {
    const twice = await inProcess(['leakage', '--seeds=0,0', '--out=twice'], folder);
    expect(twice.code).toBe(2);
    expect(twice.stderr).toContain('names a seed twice');
    for (const flag of ['--tensorboard', '--mlflow=http://localhost:1', '--mlflow-experiment=films']) {
      const refused = await inProcess(['leakage', flag, '--out=told'], folder);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain("is not a flag of 'pneumo leakage'");
    }
  });
});
