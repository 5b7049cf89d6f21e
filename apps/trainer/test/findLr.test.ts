import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';

it('pneumo find-lr measures a curve, draws it and never writes over what is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pneumo-test-'));
  const small = ['--image-size=32', '--filters=4', '--dense=4', '--phantom-patients=20', '--batch-size=8'];
  const args = ['find-lr', ...small, '--engine=onnx', '--from=0.001', '--to=10', '--steps=12', '--out=rates'];
  const { code, stdout } = await inProcess(args, folder);
  expect(code).toBe(0);
  const curve = JSON.parse(await readFile(join(folder, 'rates', 'learning-rates.json'), 'utf8'));
  const rates = curve.points.map(({ learningRate }: { learningRate: number }) => learningRate);
  expect(rates[0]).toBe(0.001);
  expect(rates[1] / rates[0]).toBeCloseTo(10_000 ** (1 / 11), 9);
  expect(rates).toContain(curve.tenthOfMinimum * 10);
  expect(stdout).toContain(`${curve.points.length} steps`);
  expect(await readFile(join(folder, 'rates', 'learning-rates.svg'), 'utf8')).toContain('learning rate');
  const again = await inProcess(args, folder);
  expect(again.code).toBe(4);
  expect(again.stderr).toContain('is not empty');
}, 60_000);
