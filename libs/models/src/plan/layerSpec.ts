/**
 * How a window is padded with zeros: `'same'` as TensorFlow does (the larger half behind, depending on
 * the input's size), or a number of pixels on every side, as PyTorch does.
 */
export type Padding = 'same' | number;

/** What every layer of a plan has. */
interface LayerOf<Kind extends string> {
  kind: Kind;
  /** The layer's name: PyTorch's name of the module where it has one. */
  name: string;
  /** Names of the layers it takes. */
  inputs: string[];
}

/** A two-dimensional convolution. */
export interface ConvSpec extends LayerOf<'conv'> {
  filters: number;
  kernel: number;
  stride: number;
  padding: Padding;
  bias: boolean;
  /** One filter a channel; `filters` is then the number of channels. */
  depthwise: boolean;
  trainable: boolean;
}

/** Batch normalisation. */
export interface BatchNormSpec extends LayerOf<'batchNorm'> {
  epsilon: number;
  momentum: number;
}

/** Pooling of windows. */
export interface PoolSpec extends LayerOf<'maxPool' | 'averagePool'> {
  kernel: number;
  stride: number;
  padding: Padding;
}

/** A dense layer with a bias. */
export interface DenseSpec extends LayerOf<'dense'> {
  units: number;
}

/** Dropout. */
export interface DropoutSpec extends LayerOf<'dropout'> {
  rate: number;
}

/** One layer of a network's plan. */
export type LayerSpec =
  | ConvSpec
  | BatchNormSpec
  | PoolSpec
  | DenseSpec
  | DropoutSpec
  | LayerOf<'relu' | 'relu6' | 'globalAverage' | 'add' | 'concatenate'>;
