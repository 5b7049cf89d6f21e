/** Where the images of a training go through: the whole network, or, once, its frozen beginning; ours, or PyTorch's. */
export type PrefixPath = 'plain' | 'float32' | 'float16' | 'pytorch' | 'pytorch-features';

/** What a process of the prefix bench does. */
export interface PrefixOrder {
  readonly path: PrefixPath;
  /** Width and height of the films. */
  readonly size: number;
  /** Films to train on. */
  readonly train: number;
  /** Films to validate on. */
  readonly val: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Threads that load and vary images. */
  readonly workers: number;
  /** File of the films' pixels. */
  readonly films: string;
  /** Folder for features. */
  readonly folder: string;
  /** Weights by torchvision's names; random ones where missing. */
  readonly weights?: string;
}

/** Floating-point operations of one image. */
interface Operations {
  readonly forward: number;
  readonly step: number;
}

/** What a process of the prefix bench tells. */
export interface PrefixFigures {
  /** Of each epoch. */
  readonly seconds: { readonly train: number; readonly val: number }[];
  /** Seconds in which the features were computed, once. */
  readonly firstPass: number;
  /** Of the features on disk. */
  readonly bytes: number;
  readonly peakBytes: number;
  /** Mean training loss of each epoch; PyTorch begins with other weights, and does not tell it. */
  readonly losses?: number[];
  /** Mean logit of the validation films after each epoch. */
  readonly logits?: number[];
  /** Of the whole network, and of what is left behind features. */
  readonly plain?: Operations;
  readonly suffix?: Operations;
}
