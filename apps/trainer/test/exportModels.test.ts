import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '@pneumo/core';
import { createModel, modelContract, modelNames, resolveModelConfig } from '@pneumo/models';
import { saveModelToFolder } from '@pneumo/models/node';
import { exportOnnx } from '@pneumo/tfjs-backend-onnx';
import { nodeRuntime } from '@pneumo/tfjs-backend-onnx/node';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';

/**
 * A folder for the files and their logits, which tools/reference/tfjs-backend-onnx/check_export.py judges, and for the
 * saved models, which tools/reference/models/check_saved.py does.
 */
const FOLDER = process.env.PNEUMO_EXPORT_FOLDER;
const SIZE = 48;

// Keeps the cpu backend's greeting quiet.
tf.env().set('IS_TEST', true);

/** Moving statistics that a new model leaves at 0 and 1 would hide what is exchanged. */
function shakeStatistics(model: tfl.LayersModel): void {
  const stream = randomStream(1, 'statistics');
  tf.tidy(() => {
    model.setWeights(
      model.weights.map((weight) => {
        const current = weight.read();
        if (!/moving_|gamma|beta|bias/.test(weight.originalName)) return current;
        const noise = Float32Array.from({ length: current.size }, () => 0.2 * (stream.uniform() - 0.5));
        return tf.add(current, tf.tensor(noise, current.shape));
      }),
    );
  });
}

describe('the exported file of an architecture', () => {
  // Of resnet50's layers alone, in other strides.
  const names = modelNames().filter((name) => name !== 'resnet50_keras');
  it.each([
    ...names.map((name) => [name, 3] as const),
    // A layer more, which puts a 1 beside the grey.
    ['resnet18', 1] as const,
    ['tf_efficientnet_lite0', 1] as const,
  ])(
    'computes what predict does: %s of %i channels',
    async (name, channels) => {
      await tf.setBackend('cpu');
      const config = resolveModelConfig(name, {
        inputSize: SIZE,
        channels,
        ...(name === 'cnn' && { dense: [16] }),
      });
      const model = createModel(name, config);
      shakeStatistics(model);
      const bytes = await exportOnnx(model, { inputNames: ['image'], imageLayout: 'channels-first' });
      const session = nodeRuntime().compile(bytes, { threads: 2, optimization: 'all', arena: false });
      for (const batch of [1, 2]) {
        const stream = randomStream(2, 'pixels', name, batch);
        const pixels = Float32Array.from(
          { length: batch * channels * SIZE * SIZE },
          () => 4 * stream.uniform() - 2,
        );
        const shape = [batch, channels, SIZE, SIZE];
        const expected = tf.tidy(() => {
          const images = tf.transpose(tf.tensor(pixels, shape), [0, 2, 3, 1]);
          return (model.predict(images) as tf.Tensor).dataSync();
        });
        const [logits] = session.run(new Map([['image', { dtype: 'float32', shape, data: pixels }]]), [
          'logits',
        ]);
        const scale = Math.max(1, ...expected.map(Math.abs));
        expected.forEach((logit, index) => {
          expect(Math.abs((logits as Float32Array)[index]! - logit) / scale).toBeLessThan(1e-5);
        });
        if (FOLDER === undefined || batch === 1) continue;
        const path = join(FOLDER, `${name}-${channels}`);
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(`${path}.onnx`, bytes);
        writeFileSync(`${path}.f32`, new Uint8Array(pixels.buffer));
        writeFileSync(
          `${path}.json`,
          JSON.stringify({ input: 'image', shape, output: 'logits', logits: [...expected] }),
        );
        rmSync(path, { recursive: true, force: true });
        await saveModelToFolder(path, model, modelContract(name, config));
      }
      session.release();
      model.dispose();
    },
    120_000,
  );
});
