import { pixelImage } from '@pneumo/core';
import { type DataContract, loadModel, predictLogits, saveModel } from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';
import { answer, largestDifference, noiseImages, randomiseWeights, tinyCnn } from './tinyCnn.ts';

describe('predictLogits', () => {
  it('gives what the model says to normalised pixels, whatever the batch size', async () => {
    const { model, contract } = tinyCnn({ channels: 3 });
    randomiseWeights(model);
    const images = noiseImages(5);
    const values = images.flatMap(({ data }) =>
      Array.from(data).flatMap((v) =>
        contract.normalisation.mean.map((mean, c) => (v / 255 - mean) / contract.normalisation.std[c]!),
      ),
    );
    const expected = answer(model, tf.tensor(values, [5, 32, 32, 3]));
    for (const batchSize of [1, 2, 5, 32]) {
      const logits = await predictLogits(model, contract, images, { batchSize });
      expect(largestDifference(logits, expected)).toBeLessThan(1e-6);
    }
  });

  it('averages the logits of an image and its mirror image where the contract says so', async () => {
    const { model, contract } = tinyCnn({ channels: 3 });
    randomiseWeights(model);
    const images = noiseImages(3);
    const mirrored = images.map(({ width, height, data }) => {
      const other = new Uint8Array(data.length);
      data.forEach((v, i) => (other[i + width - 1 - 2 * (i % width)] = v));
      return pixelImage(width, height, 1, other);
    });
    const plain = await predictLogits(model, contract, images);
    const mirror = await predictLogits(model, contract, mirrored);
    expect(largestDifference(plain, mirror)).toBeGreaterThan(1e-3);
    const both: DataContract = { ...contract, testTimeAugmentation: 'flip' };
    const logits = await predictLogits(model, both, images, { batchSize: 2 });
    expect(
      largestDifference(
        logits,
        plain.map((logit, i) => (logit + mirror[i]!) / 2),
      ),
    ).toBeLessThan(1e-6);
    expect(await predictLogits(model, both, mirrored, { batchSize: 2 })).toEqual(logits);
    const { model: loaded, contract: kept } = await loadModel(await saveModel(model, both));
    expect(await predictLogits(loaded, kept, images, { batchSize: 2 })).toEqual(logits);
    expect(await predictLogits(model, both, images, { testTimeAugmentation: 'none' })).toEqual(plain);
  });

  it('takes colour for a colour model', async () => {
    const { model, contract } = tinyCnn({ channels: 3 });
    const [grey] = noiseImages(1);
    const colour = pixelImage(
      32,
      32,
      3,
      Uint8Array.from(grey!.data.length * 3 ? [...grey!.data].flatMap((v) => [v, v, v]) : []),
    );
    const [a, b] = await predictLogits(model, contract, [grey!, colour]);
    expect(a).toBe(b);
  });

  it('answers nothing to no images, and leaves no tensor behind', async () => {
    const { model, contract } = tinyCnn();
    const before = tf.memory().numTensors;
    expect(await predictLogits(model, contract, [])).toEqual(new Float32Array(0));
    await predictLogits(model, contract, noiseImages(3), { batchSize: 2 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops between batches when told to', async () => {
    const { model, contract } = tinyCnn();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(predictLogits(model, contract, noiseImages(2), { signal })).rejects.toThrow('enough');
  });

  it('refuses an image of another size, colour for a grey model, and a model that answers NaN', async () => {
    const { model, contract } = tinyCnn();
    const images = [...noiseImages(1), ...noiseImages(1, 40)];
    await expect(predictLogits(model, contract, images)).rejects.toThrow(
      /Image 1 is 40×40; the model takes 32×32/,
    );
    const colour = pixelImage(32, 32, 3, new Uint8Array(3072));
    await expect(predictLogits(model, contract, [colour])).rejects.toThrow(
      /3 channels came for a model of 1/,
    );
    await expect(predictLogits(model, contract, [], { batchSize: 0 })).rejects.toThrow(/batchSize is 0/);
    const bias = model.getLayer('logit').weights[1]!;
    tf.tidy(() => void bias.write(tf.tensor1d([NaN])));
    await expect(predictLogits(model, contract, noiseImages(1))).rejects.toMatchObject({
      code: 'NON_FINITE_LOGITS',
    });
  });
});
