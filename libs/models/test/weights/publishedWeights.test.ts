import { existsSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { pixelImage, normaliseInto } from '@pneumo/core';
import { createModel, loadWeights, modelContract, parseSafetensors } from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import { largestDifference } from '../tinyCnn.ts';

// Published weights are not part of the project. PNEUMO_WEIGHTS names a folder with NAME.safetensors and
// NAME.reference.json, whose logits torchvision and timm computed. PNEUMO_DECODED names what
// tools/reference/models/decode_images.py wrote: the same images as Pillow decodes them.
const folder = process.env.PNEUMO_WEIGHTS;
const decoded = process.env.PNEUMO_DECODED;
const why = folder === undefined ? ' (skipped: PNEUMO_WEIGHTS names no folder of weights)' : '';
const sets = [
  ['resnet50', 'resnet50_imagenet_pq'],
  ['tf_efficientnet_lite0', 'tf_efficientnet_lite0_in1k'],
] as const;

interface Reference {
  images: { file: string; logits: number[] }[];
  synthetic: { logits: number[] };
}

/** x[h][w][c] = sin(0.05 (h+1)(c+1)) cos(0.03 (w+1)), which needs no decoder. */
function synthetic(): tf.Tensor4D {
  const values = new Float32Array(224 * 224 * 3);
  for (let i = 0, h = 1; h <= 224; h++) {
    for (let w = 1; w <= 224; w++) {
      for (let c = 1; c <= 3; c++) values[i++] = Math.sin(0.05 * h * c) * Math.cos(0.03 * w);
    }
  }
  return tf.tensor4d(values, [1, 224, 224, 3]);
}

async function answers(model: tfl.LayersModel, x: tf.Tensor): Promise<Float32Array> {
  const logits = tf.tidy(() => model.apply(x, { training: false }) as tf.Tensor);
  const values = (await logits.data()) as Float32Array;
  tf.dispose([logits, x]);
  return values;
}

async function decode(path: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return new Uint8Array(await sharp(path).toColourspace('srgb').removeAlpha().raw().toBuffer());
}

describe.skipIf(folder === undefined).each(sets)(
  `%s with published weights${why}`,
  { timeout: 280_000 },
  (name, file) => {
    let reference: Reference;
    const fresh = (channels: 1 | 3 = 3): tfl.LayersModel => {
      const model = createModel(name, { classes: 1000, channels }, { weights: 'zeros' });
      const bytes = readFileSync(join(folder!, `${file}.safetensors`));
      loadWeights(model, { name }, parseSafetensors(bytes).tensors);
      return model;
    };
    beforeAll(() => {
      reference = JSON.parse(readFileSync(join(folder!, `${file}.reference.json`), 'utf8')) as Reference;
    });
    afterAll(async () => {
      await tf.setBackend('cpu');
    });

    it.each([
      ['onnx', '@pneumo/tfjs-backend-onnx/node'],
      ['cpu', '@tensorflow/tfjs-backend-cpu'],
      ['wasm', '@tensorflow/tfjs-backend-wasm'],
    ])("gives PyTorch's logits within 1e-3 on the %s engine", async (engine, source) => {
      await import(source);
      await tf.setBackend(engine);
      const model = fresh();
      const logits = await answers(model, synthetic());
      model.dispose();
      expect(largestDifference(logits, reference.synthetic.logits)).toBeLessThan(1e-3);
    });

    it('gives the same logits for the sixteen reference images', async (test) => {
      const files = reference.images.map(({ file: path }) => join(folder!, '..', path));
      if (!files.every((path) => existsSync(path))) test.skip('the reference images are not there');
      await import('@pneumo/tfjs-backend-onnx/node' as string);
      await tf.setBackend('onnx');
      const model = fresh();
      const { normalisation } = modelContract(name);
      let largest = 0;
      for (const [i, path] of files.entries()) {
        const values = new Float32Array(224 * 224 * 3);
        normaliseInto(values, 0, pixelImage(224, 224, 3, await decode(path)), normalisation, 3);
        const logits = await answers(model, tf.tensor4d(values, [1, 224, 224, 3]));
        largest = Math.max(largest, largestDifference(logits, reference.images[i]!.logits));
      }
      model.dispose();
      process.stdout.write(`${name}: largest difference of a logit on ${files.length} images ${largest}\n`);
      expect(largest).toBeLessThan(1e-3);
    });

    it.skipIf(decoded === undefined)(
      'decodes the sixteen reference images as Pillow does, bit for bit',
      async () => {
        for (const { file: path } of reference.images) {
          const png = join(decoded!, `${parse(path).name}.png`);
          expect(Buffer.compare(await decode(join(folder!, '..', path)), await decode(png)), path).toBe(0);
        }
      },
    );

    it('gives a grey image the same logits through one channel as through three', async () => {
      await import('@pneumo/tfjs-backend-onnx/node' as string);
      await tf.setBackend('onnx');
      const grey = Uint8Array.from(
        { length: 224 * 224 },
        (_, i) => 128 + 100 * Math.sin(i / 1000) * Math.cos(i / 7),
      );
      const logits: Float32Array[] = [];
      for (const channels of [1, 3] as const) {
        const model = fresh(channels);
        const values = new Float32Array(224 * 224 * channels);
        const { normalisation } = modelContract(name, { channels });
        normaliseInto(values, 0, pixelImage(224, 224, 1, grey), normalisation, channels);
        logits.push(await answers(model, tf.tensor4d(values, [1, 224, 224, channels])));
        model.dispose();
      }
      expect(largestDifference(logits[0]!, logits[1]!)).toBeLessThan(1e-3);
    });
  },
);
