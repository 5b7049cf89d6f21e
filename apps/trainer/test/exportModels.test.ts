import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '@pneumo/core';
import { createModel, modelNames, resolveModelConfig } from '@pneumo/models';
import { exportOnnx } from '@pneumo/tfjs-backend-onnx';
import { nodeRuntime } from '@pneumo/tfjs-backend-onnx/node';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';

/** A folder for the files and their logits, which tools/reference/tfjs-backend-onnx/check_export.py judges. */
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
  it.each(modelNames().filter((name) => name !== 'resnet50_keras'))(
    'computes what predict does: %s',
    async (name) => {
      await tf.setBackend('cpu');
      const config = resolveModelConfig(
        name,
        name === 'cnn' ? { inputSize: SIZE, dense: [16] } : { inputSize: SIZE },
      );
      const model = createModel(name, config);
      shakeStatistics(model);
      const bytes = await exportOnnx(model, { inputNames: ['image'], imageLayout: 'channels-first' });
      const session = nodeRuntime().compile(bytes, { threads: 2, optimization: 'all', arena: false });
      for (const batch of [1, 2]) {
        const stream = randomStream(2, 'pixels', name, batch);
        const pixels = Float32Array.from({ length: batch * 3 * SIZE * SIZE }, () => 4 * stream.uniform() - 2);
        const shape = [batch, 3, SIZE, SIZE];
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
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(join(FOLDER, `${name}.onnx`), bytes);
        writeFileSync(join(FOLDER, `${name}.f32`), new Uint8Array(pixels.buffer));
        writeFileSync(
          join(FOLDER, `${name}.json`),
          JSON.stringify({ input: 'image', shape, output: 'logits', logits: [...expected] }),
        );
      }
      session.release();
      model.dispose();
    },
    120_000,
  );
});
