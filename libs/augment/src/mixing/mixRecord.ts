/** How images of a batch are mixed with each other: plain JSON, a part of a run's configuration. */
export interface MixPolicy {
  /** Version of this format. */
  version: 1;
  /** `'mixup'` blends whole images (Zhang et al., 2018), `'cutmix'` pastes a rectangle (Yun et al., 2019). */
  kind: 'mixup' | 'cutmix';
  /** Both parameters of the Beta distribution of the share, above 0 and up to 100: mixup often 0.2, cutmix 1. */
  alpha: number;
  /** How often a batch is mixed, from 0 to 1. Default: 1, always. */
  probability?: number;
}

/** What the draw for a batch depends on. */
export interface MixKey {
  /** The run's seed, a whole number of at least 0. */
  seed: number;
  /** The epoch, a whole number of at least 0. */
  epoch: number;
  /** The batch's number within the epoch, a whole number of at least 0. */
  batch: number;
}

/** What was drawn for one batch: plain JSON that replays through {@link applyMix}. */
export interface MixRecord extends MixKey {
  /** Version of this format. */
  version: 1;
  /** What happens; nothing where the draw left the batch out. */
  kind: 'mixup' | 'cutmix' | 'none';
  /** The share that an image keeps, from 0 to 1; cutmix corrects it by the pixels that are really pasted. */
  share: number;
  /** The place of the image in the batch that each image is mixed with. */
  partners: readonly number[];
  /** Centre of cutmix' rectangle, as fractions of width and height. */
  centre: readonly [x: number, y: number];
}

/** The parts of a batch that mixing changes; `Batch` of `@pneumo/data` is one. */
export interface MixableBatch {
  /** Pixels, row-major, channels last. */
  images: Float32Array;
  /** Images, rows, columns, channels. */
  shape: readonly [images: number, height: number, width: number, channels: number];
  /** One label an image, from 0 to 1. */
  labels: Float32Array;
  /** The factor of each image's loss, at least 0. */
  weights: Float32Array;
}
