import { randomStream } from '@pneumo/core';
import { gradCam, normalTarget } from '@pneumo/gradcam';
import { sigmoidBinaryCrossEntropy } from '@pneumo/losses';
import { createModel, setDropoutState } from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';

/** What is compared between Node and the page. */
export interface ScenarioResult {
  /** The backend that computed. */
  backend: string;
  /** Logits of the model as it begins. */
  before: number[];
  /** The heat maps for NORMAL before training. */
  maps: number[];
  /** Losses of three steps of Adam. */
  losses: number[];
  /** Logits after them. */
  after: number[];
  /** Sum and sum of squares of every weight. */
  weights: [sum: number, squares: number][];
  /** Whether a synchronous read of what is not computed yet was refused, and how. */
  syncRead: string;
}

const SIZE = 64;
const BATCH = 4;

/** Prediction, Grad-CAM and three training steps of the study's CNN on the active backend; reads nothing synchronously. */
export async function scenario(): Promise<ScenarioResult> {
  const model = createModel('cnn', { inputSize: SIZE });
  const random = randomStream(1, 'scenario');
  const pixels = Float32Array.from({ length: BATCH * SIZE * SIZE * 3 }, () => random.normal());
  const images = tf.tensor4d(pixels, [BATCH, SIZE, SIZE, 3]);
  const labels = tf.tensor1d([0, 1, 1, 0]);
  const predict = async (): Promise<number[]> => [...(await (model.predict(images) as tf.Tensor).data())];
  const before = await predict();
  const explained = await gradCam(model, images, { target: normalTarget });
  const optimiser = tf.train.adam(0.0001);
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) {
    setDropoutState(model, { seed: 1, step });
    const loss = optimiser.minimize(
      () => {
        const logits = model.apply(images, { training: true }) as tf.Tensor;
        return tf.mean(sigmoidBinaryCrossEntropy(labels, tf.reshape(logits, [BATCH]))) as tf.Scalar;
      },
      true,
      model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    )!;
    losses.push((await loss.data())[0]!);
  }
  const after = await predict();
  const weights: [number, number][] = [];
  for (const weight of model.weights) {
    const values = await weight.read().data();
    let [sum, squares] = [0, 0];
    for (const value of values) [sum, squares] = [sum + value, squares + value * value];
    weights.push([sum, squares]);
  }
  let syncRead = 'was answered';
  try {
    tf.add(images, 1).dataSync();
  } catch (error) {
    syncRead = (error as { code?: string }).code ?? String(error);
  }
  return {
    backend: tf.getBackend(),
    before,
    maps: explained.maps.flatMap(({ data }) => [...data]),
    losses,
    after,
    weights,
    syncRead,
  };
}
