import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModel, weightsToSafetensors } from '@pneumo/models';
import { expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';

const SMALL = ['--image-size=32', '--filters=4', '--dense=4', '--phantom-patients=20'];

it('pneumo find-lr measures a curve, draws it and never writes over what is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pneumo-test-'));
  const args = [
    'find-lr',
    ...SMALL,
    '--batch-size=8',
    '--engine=onnx',
    '--from=0.001',
    '--to=10',
    '--steps=12',
    '--out=rates',
  ];
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

it('pneumo find-lr takes the steps that would train: mixed images, the head alone, all of a small set', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pneumo-test-'));
  const curve = async (out: string, ...flags: string[]) => {
    const said = await inProcess(
      [
        'find-lr',
        ...SMALL,
        '--engine=onnx',
        '--from=0.001',
        '--to=0.01',
        '--steps=10',
        `--out=${out}`,
        ...flags,
      ],
      folder,
    );
    expect(said.code, said.stderr).toBe(0);
    const { points } = JSON.parse(await readFile(join(folder, out, 'learning-rates.json'), 'utf8'));
    return { points, said: said.stderr };
  };
  const plain = await curve('plain', '--batch-size=8');
  expect(plain.said).not.toContain('--batch-size');
  expect((await curve('mixed', '--batch-size=8', '--mixup=1')).points).not.toEqual(plain.points);
  expect((await curve('large', '--batch-size=4096')).said).toMatch(
    /--batch-size=4096 is more than the \d+ training images/,
  );

  const model = createModel('resnet18', { inputSize: 32 });
  const weights = join(folder, 'resnet18.safetensors');
  await writeFile(weights, await weightsToSafetensors(model, { name: 'resnet18' }));
  model.dispose();
  const file = join(folder, 'settings.json');
  await writeFile(file, JSON.stringify({ model: 'resnet18', weights, epochs: 99 }));
  const classifier = await curve('classifier', '--batch-size=8', `--config=${file}`, '--trainable=from:fc');
  const first = await curve('first', '--batch-size=8', `--config=${file}`, '--unfreeze-epochs=1');
  expect(first.points).toEqual(classifier.points);
}, 120_000);

it.each([
  '--reuse-prefix=1',
  '--prefix-precision=float16',
  '--prefix-disk=1',
  '--cycles=2',
  '--shift-images=20',
  '--calibration=platt',
  '--test-time-augmentation=flip',
  '--tensorboard',
  '--mlflow=http://localhost:1',
  '--mlflow-experiment=films',
])('pneumo find-lr refuses %s, which would change nothing', async (flag) => {
  const { code, stderr } = await inProcess(['find-lr', '--out=rates', flag], '/nowhere');
  expect(code).toBe(2);
  expect(stderr).toContain("is not a flag of 'pneumo find-lr'");
});
