/** What a model is trained on in one step. */
export interface Batch {
  /** Normalised pixels, row-major, channels last, `shape[0] * shape[1] * shape[2] * shape[3]` values. */
  images: Float32Array;
  /** Images, rows, columns, channels. */
  shape: [images: number, height: number, width: number, channels: number];
  /** 1 for PNEUMONIA, 0 for NORMAL; one a image. */
  labels: Float32Array;
  /** The factor of each image's loss; 1 where nothing else was said. */
  weights: Float32Array;
  /** The samples' ids, in the order of the images. */
  ids: string[];
  /** Lung masks varied with their images, 1 inside and 0 outside, `shape[0] * shape[1] * shape[2]` values; missing where the source has none. */
  masks?: Float32Array;
  /** 1 for images that have a mask, 0 for those whose part of `masks` is empty for want of one. */
  maskWeights?: Float32Array;
}
