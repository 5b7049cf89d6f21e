import type { SourceTensor } from '../weightSource.ts';

/** A layer of a Keras model that has weights. */
export interface KerasLayer {
  /** Its name in Keras, such as `'conv1_conv'`. */
  readonly name: string;
  /** Its weights in Keras' layout by `kernel`, `bias`, `gamma`, `beta`, `moving_mean` and `moving_variance`. */
  readonly weights: ReadonlyMap<string, SourceTensor>;
}

/** What a Keras model's configuration says of a layer. */
export interface KerasLayerConfig {
  /** Keras' class, such as `'Conv2D'`. */
  readonly className: string;
  /** The layer's name. */
  readonly name: string;
  /** Its settings, as Keras writes them. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** What a file of Keras holds, as `parseKerasWeights` reads it, or one converted from it, as `parseTfjsWeights` does. */
export interface KerasWeights {
  /** The layers with weights, in the model's order; those of a model within the model stand in its place. */
  readonly layers: readonly KerasLayer[];
  /** Every layer of the model, in its order; null where the file holds weights alone. */
  readonly configs: readonly KerasLayerConfig[] | null;
}
