import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Context } from '../src/cli/context.ts';
import { dispatch } from '../src/main.ts';

it('pneumo find-lr measures a curve, draws it and never writes over what is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pneumo-test-'));
  const printed: string[] = [];
  const noted: string[] = [];
  const context: Context = {
    print: (line = '') => void printed.push(line),
    note: (line) => void noted.push(line),
    progressStream: { write: () => true },
    now: () => 0,
    folder,
    env: { PNEUMO_CACHE: folder },
    signal: new AbortController().signal,
  };
  const small = ['--image-size=32', '--filters=4', '--dense=4', '--phantom-patients=20', '--batch-size=8'];
  const args = ['find-lr', ...small, '--engine=onnx', '--from=0.001', '--to=10', '--steps=12', '--out=rates'];
  expect(await dispatch(args, context)).toBe(0);
  const curve = JSON.parse(await readFile(join(folder, 'rates', 'learning-rates.json'), 'utf8'));
  const rates = curve.points.map(({ learningRate }: { learningRate: number }) => learningRate);
  expect(rates[0]).toBe(0.001);
  expect(rates[1] / rates[0]).toBeCloseTo(10_000 ** (1 / 11), 9);
  expect(rates).toContain(curve.tenthOfMinimum * 10);
  expect(printed.at(-1)).toContain(`${curve.points.length} steps`);
  expect(await readFile(join(folder, 'rates', 'learning-rates.svg'), 'utf8')).toContain('learning rate');
  expect(await dispatch(args, context)).not.toBe(0);
  expect(noted.at(-1)).toContain('is not empty');
}, 60_000);
