import * as tfl from '@tensorflow/tfjs-layers';
import { tf, uniform } from './backends.ts';

/** Size of the images of {@link smallCnn}. */
export const SIZE = 16;

/** A convolutional network of every kind of layer of the study's model, with seeded weights. */
export function smallCnn(): tfl.Sequential {
  const model = tfl.sequential();
  const block = (filters: number, first = false): void => {
    const shape = first ? { inputShape: [SIZE, SIZE, 3] } : {};
    model.add(tfl.layers.conv2d({ filters, kernelSize: 3, padding: 'same', useBias: false, ...shape }));
    model.add(tfl.layers.batchNormalization());
    model.add(tfl.layers.activation({ activation: 'relu' }));
  };
  block(8, true);
  block(16);
  model.add(tfl.layers.maxPooling2d({ poolSize: 2 }));
  block(16);
  model.add(tfl.layers.maxPooling2d({ poolSize: 2 }));
  model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units: 16, activation: 'relu' }));
  model.add(tfl.layers.dense({ units: 1 }));
  tf.tidy(() =>
    model.setWeights(
      model.weights.map(({ originalName, shape }, index) => initial(originalName, shape as number[], index)),
    ),
  );
  return model;
}

function initial(name: string, shape: number[], index: number): tf.Tensor {
  if (/gamma|variance/.test(name)) return tf.ones(shape);
  if (/beta|mean|bias/.test(name)) return tf.zeros(shape);
  return tf.mul(
    uniform(`weights ${index}`, shape),
    Math.sqrt(3 / shape.slice(0, -1).reduce((product, size) => product * size, 1)),
  );
}

/** A seeded batch of images and labels. */
export function batch(step: number, size = 8): { x: tf.Tensor; y: tf.Tensor } {
  return {
    x: uniform(`x ${step}`, [size, SIZE, SIZE, 3]),
    y: tf.tidy(() => tf.cast(tf.greater(uniform(`y ${step}`, [size, 1]), 0), 'float32')),
  };
}

/** Trains with Adam and returns losses and weights. */
export async function train(
  backend: string,
  steps: number,
): Promise<{ losses: number[]; weights: Float32Array[]; names: string[] }> {
  await tf.setBackend(backend);
  const model = smallCnn();
  const optimizer = tf.train.adam(1e-3);
  model.compile({ optimizer, loss: (yTrue, yPred) => tf.losses.sigmoidCrossEntropy(yTrue, yPred) });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { x, y } = batch(step);
    losses.push((await model.trainOnBatch(x, y)) as number);
    tf.dispose([x, y]);
  }
  const weights = model.getWeights().map((weight) => Float32Array.from(weight.dataSync() as Float32Array));
  const names = model.weights.map(({ originalName }) => originalName);
  model.dispose();
  optimizer.dispose();
  return { losses, weights, names };
}

/** The greatest difference between two lists of arrays. */
export function greatestDifference(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  return Math.max(
    ...a.map((values, index) =>
      values.reduce((worst, value, position) => Math.max(worst, Math.abs(value - b[index]![position]!)), 0),
    ),
  );
}
