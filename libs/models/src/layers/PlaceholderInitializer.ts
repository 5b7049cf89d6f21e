import * as tf from '@tensorflow/tfjs-core';

/**
 * Stands for another initialiser where saved weights will be written over its numbers: it makes zeros at
 * once (the initialisers of tfjs-layers take seconds for a ResNet50) and is saved as the other.
 */
export class PlaceholderInitializer extends tf.serialization.Serializable {
  /** Key of this class in TensorFlow.js' registry; never written to a saved model. */
  static readonly className: string = 'PneumoPlaceholder';
  readonly #original: { className: string; config: tf.serialization.ConfigDict };

  /** @param args - the initialiser as TensorFlow.js serialises it */
  constructor(args: { original: { className: string; config: tf.serialization.ConfigDict } }) {
    super();
    this.#original = args.original;
  }

  /** @returns zeros */
  apply(shape: number[], dtype?: tf.DataType): tf.Tensor {
    return tf.zeros(shape, dtype);
  }

  /** @returns the class of the initialiser that it stands for */
  override getClassName(): string {
    return this.#original.className;
  }

  /** @returns the configuration of the initialiser that it stands for */
  override getConfig(): tf.serialization.ConfigDict {
    return this.#original.config;
  }
}
