import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useEngine } from '@pneumo/engine';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// A folder that tools/tensorflow/build.mjs has filled, or a project where tfjs-node is installed.
const folder = process.env.PNEUMO_TENSORFLOW;
const reason = folder === undefined ? ' (skipped: PNEUMO_TENSORFLOW names no folder with tfjs-node)' : '';

/** Finds tfjs-node in the folder, and everything else as usual. */
async function load(specifier: string): Promise<unknown> {
  if (!specifier.startsWith('@tensorflow/tfjs-node')) return import(specifier);
  const path = createRequire(join(folder!, 'package.json')).resolve(specifier);
  const module = (await import(pathToFileURL(path).href)) as { default: unknown };
  return module.default;
}

const sine = (shape: number[], scale: number): tf.Tensor =>
  tf.tidy(() => tf.reshape(tf.mul(tf.sin(tf.range(0, tf.util.sizeFromShape(shape))), scale), shape));

/** Three steps of Adam on a small network with every kind of layer that the study's models have. */
async function train(): Promise<{ losses: number[]; weights: number[][]; logits: number[] }> {
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({
        inputShape: [12, 12, 3],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        useBias: false,
      }),
      tfl.layers.batchNormalization(),
      tfl.layers.activation({ activation: 'relu' }),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }),
      tfl.layers.globalAveragePooling2d({}),
      tfl.layers.dense({ units: 1 }),
    ],
  });
  tf.tidy(() =>
    model.setWeights(model.getWeights().map(({ shape }, i) => tf.abs(sine(shape, 0.1 * (i + 1))))),
  );
  model.compile({ optimizer: tf.train.adam(1e-2), loss: 'meanSquaredError' });
  const [x, y] = [sine([4, 12, 12, 3], 1), sine([4, 1], 2)];
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) losses.push((await model.trainOnBatch(x, y)) as number);
  const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  const logits = Array.from((model.predict(x) as tf.Tensor).dataSync());
  model.dispose();
  return { losses, weights, logits };
}

describe.skipIf(folder === undefined)(`the engine 'tensorflow' for real${reason}`, () => {
  let expected: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    await useEngine('cpu');
    expected = await train();
  });
  afterAll(async () => {
    await useEngine('cpu');
    tf.removeBackend('tensorflow');
  });

  it('starts, and says with what', async () => {
    const engine = await useEngine('tensorflow', { load });
    expect(engine.reason).toMatch(
      /^tensorflow \(@tensorflow\/tfjs-node 4\.22\.0, libtensorflow \d+\.\d+\.\d+\), as asked/,
    );
    expect(tf.getBackend()).toBe('tensorflow');
  });

  it('trains and predicts as the cpu backend does', async () => {
    await useEngine('tensorflow', { load });
    const found = await train();
    const close = (a: number[], b: number[]): void =>
      a.forEach((value, i) =>
        expect(Math.abs(value - b[i]!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(b[i]!))),
      );
    close(found.losses, expected.losses);
    close(found.logits, expected.logits);
    found.weights.forEach((weight, i) => close(weight, expected.weights[i]!));
  });
});
