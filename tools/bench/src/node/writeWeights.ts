import { writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

const names: Record<string, string> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/**
 * Writes a model's weights for python/contestant.py: one line of JSON with PyTorch's names and shapes,
 * then the values as float32 in PyTorch's layouts. (No format for anybody else.)
 */
export async function writeWeights(model: tfl.LayersModel, path: string): Promise<void> {
  const index: { name: string; shape: number[]; start: number }[] = [];
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const weight of model.weights) {
    const slash = weight.originalName.lastIndexOf('/');
    const kind = weight.originalName.slice(slash + 1);
    const tensor = toTorchLayout(weight.read(), kind);
    const values = (await tensor.data()) as Float32Array;
    tensor.dispose();
    index.push({
      name: `${weight.originalName.slice(0, slash)}.${names[kind] ?? kind}`,
      shape: tensor.shape,
      start,
    });
    parts.push(new Uint8Array(values.slice().buffer));
    start += values.length;
  }
  await writeFile(path, Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...parts]));
}

/** Kernels are [h, w, in, out], [h, w, in, 1] for depthwise ones, [in, out] for dense ones. */
function toTorchLayout(weight: tf.Tensor, kind: string): tf.Tensor {
  if (kind === 'kernel') return tf.transpose(weight, weight.rank === 4 ? [3, 2, 0, 1] : [1, 0]);
  if (kind === 'depthwise_kernel') return tf.transpose(weight, [2, 3, 0, 1]);
  return weight.clone();
}
