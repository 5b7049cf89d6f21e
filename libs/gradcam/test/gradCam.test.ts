import { gradCam, normalTarget } from '@pneumo/gradcam';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';
import { chain, imagesOf, largestDifference, referenceMaps, residual, sequentialChain } from './networks.ts';

const reference = referenceMaps();

describe('gradCam', () => {
  it.each([
    ['a functional chain', chain, reference.chain],
    ['a sequential chain', sequentialChain, reference.chain],
    ['a residual network', residual, reference.residual],
  ])("gives PyTorch's maps for %s", async (_, network, expected) => {
    const model = network();
    const images = imagesOf(expected);
    for (const [target, answer] of [
      [undefined, expected.pneumonia],
      [normalTarget, expected.normal],
    ] as const) {
      const result = await gradCam(model, images, target && { target });
      expect(result.layer).toBe('relu2');
      expect(result.empty).toEqual([false, false]);
      result.maps.forEach((map, i) => {
        expect([map.width, map.height, map.channels]).toEqual([22, 22, 1]);
        expect(largestDifference(map.data, answer.maps[i]!)).toBeLessThan(1e-5);
        expect(result.max[i]! / answer.max[i]!).toBeCloseTo(1, 4);
      });
    }
  });

  it('judges each image for itself: a batch is its singles, whatever the batch size', async () => {
    const model = chain();
    const images = imagesOf(reference.chain);
    const whole = await gradCam(model, images);
    const single = await gradCam(model, images, { batchSize: 1 });
    whole.maps.forEach((map, i) =>
      expect(largestDifference(map.data, single.maps[i]!.data)).toBeLessThan(1e-6),
    );
  });

  it('looks at the layer that is named, also in front of the last', async () => {
    const result = await gradCam(chain(), imagesOf(reference.chain), { layer: 'relu1' });
    expect(result.layer).toBe('relu1');
    expect(result.maps).toHaveLength(2);
    // The bottleneck between relu1 and the logit is conv2: another map than the default's.
    expect(largestDifference(result.maps[0]!.data, reference.chain.pneumonia.maps[0]!)).toBeGreaterThan(0.01);
  });

  it('scales each map to 1 and says how high it was, in proportion to the target', async () => {
    const model = chain();
    const images = imagesOf(reference.chain);
    const once = await gradCam(model, images);
    const twice = await gradCam(model, images, { target: (logits) => tf.mul(logits, 2) });
    twice.maps.forEach((map, i) => {
      expect(Math.max(...map.data)).toBe(1);
      expect(twice.max[i]! / once.max[i]!).toBeCloseTo(2, 5);
      expect(largestDifference(map.data, once.maps[i]!.data)).toBeLessThan(1e-6);
    });
  });

  it('says of a map of zeros that it is empty, and gives zeros, not NaN', async () => {
    const model = chain();
    tf.tidy(() => void model.getLayer('logit').weights[0]!.write(tf.zeros([5, 1])));
    const { maps, empty, max } = await gradCam(model, imagesOf(reference.chain));
    expect(empty).toEqual([true, true]);
    expect(max).toEqual([0, 0]);
    expect(maps.every((map) => map.data.every((value) => value === 0))).toBe(true);
  });

  it('leaves the model, its answers and the memory as they were', async () => {
    const model = chain();
    const images = imagesOf(reference.chain);
    const before = [...(model.predict(images) as tf.Tensor).dataSync()];
    await gradCam(model, images);
    const held = tf.memory().numTensors;
    await gradCam(model, images, { batchSize: 1 });
    expect(tf.memory().numTensors).toBe(held);
    expect([...tf.tidy(() => model.predict(images) as tf.Tensor).dataSync()]).toEqual(before);
    expect(model.getLayer('relu2').output).toBeInstanceOf(tfl.SymbolicTensor);
  });

  it('finds the last convolution of a model that nests another in its tail', async () => {
    const head = tfl.sequential({ layers: [tfl.layers.globalAveragePooling2d({ inputShape: [8, 8, 2] })] });
    const model = tfl.sequential({
      layers: [
        tfl.layers.conv2d({
          name: 'only',
          inputShape: [8, 8, 1],
          filters: 2,
          kernelSize: 3,
          padding: 'same',
        }),
        head,
        tfl.layers.dense({ units: 1 }),
      ],
    });
    expect((await gradCam(model, tf.ones([1, 8, 8, 1]))).layer).toBe('only');
  });

  it('lists the layers there are when the named one is none of them', async () => {
    await expect(gradCam(chain(), imagesOf(reference.chain), { layer: 'conv9' })).rejects.toThrow(
      /no layer 'conv9' with feature maps; expected one of conv1, bn1, relu1, pool1, conv2/,
    );
    await expect(gradCam(chain(), imagesOf(reference.chain), { layer: 'logit' })).rejects.toMatchObject({
      code: 'UNKNOWN_LAYER',
    });
  });

  it('refuses a model without convolutions, images of another shape, two outputs and NaN', async () => {
    const flat = tfl.sequential({
      layers: [tfl.layers.flatten({ inputShape: [4, 4, 1] }), tfl.layers.dense({ units: 1 })],
    });
    await expect(gradCam(flat, tf.ones([1, 4, 4, 1]))).rejects.toMatchObject({ code: 'NO_CONVOLUTION' });
    const model = chain();
    await expect(gradCam(model, tf.ones([1, 20, 20, 3]))).rejects.toThrow(
      /shape \[1, 20, 20, 3\] came; the model takes \[null, 22, 22, 3\]/,
    );
    const two = tfl.model({
      inputs: model.inputs,
      outputs: [model.outputs[0]!, model.getLayer('features').output as tfl.SymbolicTensor],
    });
    await expect(gradCam(two, imagesOf(reference.chain))).rejects.toMatchObject({
      code: 'UNSUPPORTED_MODEL',
    });
    await expect(gradCam(model, tf.fill([1, 22, 22, 3], NaN))).rejects.toMatchObject({
      code: 'NON_FINITE_MAP',
    });
  });
});
