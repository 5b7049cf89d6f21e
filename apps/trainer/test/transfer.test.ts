import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createModel, parameterNames, weightsToSafetensors } from '@pneumo/models';
import { loadModelFromFolder } from '@pneumo/models/node';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { newFolder, pneumo, start, TINY } from './support/pneumo.ts';

// Keeps tfjs from advertising tfjs-node on the console, which fails a test.
tf.env().set('IS_TEST', true);

const folder = newFolder();
const SETTINGS = [
  ...TINY.filter((flag) => !/filters|dense|overlays/.test(flag)),
  '--overlays=1',
  '--model=resnet18',
  '--head=study',
];

describe('pneumo train with trained weights', () => {
  it('trains only what the rule names, from the weights of a file, on features computed once', async () => {
    const config = { inputSize: 32, classes: 10, seed: 4 };
    const begun = createModel('resnet18', config);
    writeFileSync(
      join(folder, 'resnet18.safetensors'),
      await weightsToSafetensors(begun, { name: 'resnet18' }),
    );
    const run = await pneumo(
      [
        'train',
        ...SETTINGS,
        '--weights=resnet18.safetensors',
        '--trainable=last:10',
        '--reuse-prefix=1',
        '--out=run',
      ],
      folder,
    );
    expect(run).toMatchObject({ code: 0 });
    expect(run.stderr).toMatch(/Features behind layer4\.1\.conv2 \+ layer4\.0\.relu2: /);
    const environment = JSON.parse(readFileSync(join(folder, 'run', 'environment.json'), 'utf8'));
    expect(environment.featureSeconds).toBeGreaterThan(0);
    const { model, contract } = await loadModelFromFolder(join(folder, 'run', 'model'));
    const values = (network: typeof model): Map<string, Float32Array> =>
      new Map(
        network.weights.map((weight) => [weight.originalName, weight.read().dataSync() as Float32Array]),
      );
    const [before, after] = [values(begun), values(model)];
    const moved = [...before].filter(([name, value]) => {
      const now = after.get(name);
      return now !== undefined && now.length === value.length && now.some((one, i) => one !== value[i]);
    });
    // The last ten tensors are the head's eight and the last batch normalisation's two; all before it stand still.
    expect(moved.map(([name]) => name.split('/')[0]).every((name) => name === 'layer4.1.bn2')).toBe(true);
    expect(moved.length).toBeGreaterThan(0);
    expect(parameterNames(model, contract.architecture).slice(-10)[0]).toBe('layer4.1.bn2.weight');
    expect(readFileSync(join(folder, 'run', 'report.html'), 'utf8')).toContain('last:10');
  }, 120_000);

  // Four processes; what they go through is tested by itself in @pneumo/training.
  it.runIf(process.env.PNEUMO_TEST_FULL !== undefined)(
    'trains on features computed once, and goes on after kill -9 to the same bits',
    async () => {
      const settings = [
        ...SETTINGS.filter((flag) => !/overlays|phantom/.test(flag)),
        ...['--phantom-patients=20', '--overlays=0', '--no-evaluate-test', '--weights=resnet18.safetensors'],
        ...['--trainable=from:layer4', '--reuse-prefix=2', '--prefix-precision=float16'],
      ];
      const killed = start(['train', ...settings, '--out=killed'], folder);
      await killed.said('epoch 1/2, loss');
      killed.child.kill('SIGKILL');
      await killed.ended;
      const [resumed, whole] = [
        await pneumo(['train', '--resume=killed'], folder),
        await pneumo(['train', ...settings, '--out=whole'], folder),
      ];
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(whole.stderr).toMatch(
        /Features behind layer3\.1\.relu2: .* computed earlier\. A step takes 2\.\d\d times fewer/,
      );
      for (const name of ['model/weights.bin', 'predictions-val.csv'])
        expect(
          readFileSync(join(folder, 'killed', name)).equals(readFileSync(join(folder, 'whole', name))),
          name,
        ).toBe(true);
      const limited = await pneumo(
        ['train', ...settings, '--seed=9', '--prefix-disk=0.0001', '--out=no3'],
        folder,
      );
      expect(limited.stderr).toMatch(/The features need .* GiB; at most 0\.0001 GiB are allowed/);
    },
    120_000,
  );

  it('refuses to freeze random weights, and a file that is not there', async () => {
    const random = await pneumo(['train', ...SETTINGS, '--trainable=from:layer4', '--out=no'], folder);
    expect(random.code).toBe(2);
    expect(random.stderr).toContain('the weights are random');
    const missing = await pneumo(['train', ...SETTINGS, '--weights=none.pth', '--out=no2'], folder);
    expect(missing.code).toBe(7);
    expect(missing.stderr).toContain('none.pth cannot be read');
  });
});
