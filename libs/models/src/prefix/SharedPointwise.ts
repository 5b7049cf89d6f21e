import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { oneTensor } from '../layers/oneTensor.ts';

/**
 * A pointwise convolution with strides, on pixels of which only those are left that it looks at: the same kernel
 * without strides. Its weights are those of the convolution that it stands for. Never saved.
 */
export class SharedPointwise extends tfl.layers.Layer {
  readonly #conv: tfl.layers.Layer;

  /** @param conv - a built convolution of which {@link pointwiseStride} gives the stride */
  constructor(conv: tfl.layers.Layer) {
    super({ name: `${conv.name}_shared` });
    this.#conv = conv;
    this.built = true;
  }

  override get trainableWeights(): tfl.LayerVariable[] {
    return this.#conv.trainableWeights;
  }

  override get nonTrainableWeights(): tfl.LayerVariable[] {
    return this.#conv.nonTrainableWeights;
  }

  override getClassName(): string {
    return 'PneumoSharedPointwise';
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return [...(inputShape as tfl.Shape).slice(0, -1), this.#conv.weights[0]!.shape.at(-1)!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [kernel, bias] = this.#conv.weights.map((weight) => weight.read());
      const y = tf.conv2d(oneTensor(inputs) as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'valid');
      return bias ? tf.add(y, bias) : y;
    });
  }

  /** The weights are not its own. */
  override dispose(): { refCountAfterDispose: number; numDisposedVariables: number } {
    return { refCountAfterDispose: 1, numDisposedVariables: 0 };
  }
}

/** The stride of a convolution that looks at one pixel out of stride × stride and at nothing else; 1 for all other layers. */
export function pointwiseStride(layer: tfl.layers.Layer): number {
  if (layer.getClassName() !== 'Conv2D') return 1;
  const { kernelSize, strides, dilationRate, activation, dataFormat } = layer.getConfig() as Record<
    string,
    unknown
  >;
  const all = (value: unknown, number: unknown): boolean =>
    [value].flat().every((each) => (each ?? 1) === number);
  const stride = [strides].flat()[0];
  const plain = all(kernelSize, 1) && all(strides, stride) && all(dilationRate, 1);
  return plain && activation === 'linear' && dataFormat !== 'channelsFirst' ? (stride as number) : 1;
}
