import type { Normalisation } from '@pneumo/core';
import { architectureOf } from './architectures.ts';

/** What is fixed about a name of the registry, as timm's `default_cfg` says it. */
export interface ModelFacts {
  /** Width and height of the images that the published weights were trained on, in pixels; the default. */
  inputSize: number;
  /** Channels of these images. */
  channels: 3;
  /** How their pixels, from 0 to 1, become inputs: mean and standard deviation of each channel. */
  normalisation: Normalisation;
  /** Outputs of the published weights, the classes of ImageNet; null where no weights are published. */
  classes: number | null;
  /** Layer that sees the image; it is folded for grey images. */
  firstConvolution: string;
  /** Dense layer of the head `'linear'`, which makes the outputs. */
  classifier: string;
}

/**
 * The facts of a name of the registry: what its published weights were trained on, and which layers stand at its two ends.
 * What timm calls `input_size`, `mean`, `std`, `num_classes`, `first_conv` and `classifier`.
 *
 * @param name - one of `modelNames()`
 * @returns a record of its own, plain JSON
 * @throws PneumoError `UNKNOWN_MODEL`
 *
 * @example
 * ```ts
 * const { classes, firstConvolution, classifier } = modelFacts('resnet50');
 * [classes, firstConvolution, classifier]; // [1000, 'conv1', 'fc']
 * modelFacts('tf_efficientnet_lite0').normalisation.mean; // [0.5, 0.5, 0.5]
 * ```
 */
export function modelFacts(name: string): ModelFacts {
  const { resolve, plan, normalisation, publishedClasses, firstConvolution, classifier } =
    architectureOf(name);
  const config = resolve({});
  return {
    inputSize: config.inputSize,
    channels: 3,
    normalisation: structuredClone(normalisation[3]),
    classes: publishedClasses,
    firstConvolution,
    // A classifier may be a module of several layers, of which the last has the outputs.
    classifier: plan?.(config).layers.at(-1)!.name ?? classifier,
  };
}
