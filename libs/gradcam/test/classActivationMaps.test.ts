import { classActivationMaps, gradCam } from '@pneumo/gradcam';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';
import { chain, imagesOf, referenceMaps } from './networks.ts';

const reference = referenceMaps();

describe('classActivationMaps', () => {
  it('hands a method the activations and the gradients of the layer', async () => {
    const model = chain();
    const images = imagesOf(reference.chain);
    const shapes: number[][] = [];
    await classActivationMaps(model, images, (activations, gradients) => {
      shapes.push(activations.shape, gradients.shape);
      return tf.mean(gradients, [1, 2]);
    });
    expect(shapes).toEqual([
      [2, 11, 11, 5],
      [2, 11, 11, 5],
    ]);
  });

  it("is Grad-CAM with Grad-CAM's weights, which for a mean over places are the dense weights (CAM)", async () => {
    const model = chain();
    const images = imagesOf(reference.chain);
    // Zhou et al. 2016: with global average pooling behind the layer, Grad-CAM is CAM up to a factor.
    const dense = model.getLayer('logit').weights[0]!.read();
    const cam = await classActivationMaps(model, images, (a) =>
      tf.tile(tf.reshape(dense, [1, 5]), [a.shape[0], 1]),
    );
    const grad = await gradCam(model, images);
    // The last pooling stands between layer and mean: it passes on a gradient of 1/25 for each of 25 windows.
    grad.max.forEach((max, i) => expect((max * 121) / cam.max[i]!).toBeCloseTo(1, 4));
  });

  it('refuses a batch size of 0', async () => {
    await expect(gradCam(chain(), imagesOf(reference.chain), { batchSize: 0 })).rejects.toThrow(
      /batchSize is 0/,
    );
  });
});
