import { PneumoError } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { oneTensor } from './oneTensor.ts';

/** Arguments of {@link Relu6}, named as Keras names them. */
export interface Relu6Args {
  /** The layer's name. */
  name?: string;
  /** The greatest value, which must be 6. */
  maxValue?: number;
}

/**
 * ReLU cut at 6, min(max(x, 0), 6), in one operation with a gradient of its own; the `ReLU` layer of
 * tfjs-layers takes two. It is saved as Keras' `ReLU` with `max_value` 6, so that plain TensorFlow.js
 * loads it.
 *
 * @example
 * ```ts
 * (new Relu6().apply(tf.tensor1d([-1, 2, 9])) as tf.Tensor).dataSync(); // [0, 2, 6]
 * ```
 */
export class Relu6 extends tfl.layers.Layer {
  /** Key of this class in TensorFlow.js' registry; never written to a saved model. */
  static readonly className: string = 'PneumoRelu6';

  /**
   * @param args - name
   * @throws PneumoError `UNSUPPORTED_LAYER` for another greatest value than 6
   */
  constructor(args: Relu6Args = {}) {
    super(args as ConstructorParameters<typeof tfl.layers.Layer>[0]);
    this.supportsMasking = true;
    if ((args.maxValue ?? 6) === 6) return;
    throw new PneumoError(
      'UNSUPPORTED_LAYER',
      `The layer ${args.name ?? ''} is cut at ${args.maxValue}; expected 6. Use tf.layers.reLU instead.`,
    );
  }

  /** @returns the standard class name, under which the layer is saved */
  override getClassName(): string {
    return 'ReLU';
  }

  /**
   * @param inputShape - shape of the input
   * @returns the same shape
   */
  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  /**
   * Cuts each element.
   *
   * @param inputs - one tensor
   * @returns a tensor of the same shape, which the caller owns
   */
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.relu6(oneTensor(inputs));
  }

  /** @returns the arguments as Keras saves them */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), maxValue: 6 };
  }
}
