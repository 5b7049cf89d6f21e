import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { NetworkPlan } from '../plan/NetworkPlan.ts';
import type { BackboneConfig } from './backboneConfig.ts';

/** Name of the layer that puts a channel of ones beside a grey image. */
export const GREY_LAYER = 'grey';

/**
 * The network's image. Where ImageNet's channels are normalised differently, one grey channel cannot
 * stand for three: beside the image goes a channel of ones, which carries the difference of the means.
 * (A bias could not: the zeros around the image are zeros in all three channels, and so no grey value.)
 */
export function planImage(plan: NetworkPlan, config: BackboneConfig): string {
  if (config.channels === 3) return plan.input;
  return plan.conv(plan.input, GREY_LAYER, 2, 1, { bias: true, trainable: false });
}

/** Gives the layer of {@link planImage}, where a model has it, its weights: x to (x, 1). */
export function setGreyLayer(model: tfl.LayersModel): void {
  const layer = model.layers.find(({ name }) => name === GREY_LAYER);
  tf.tidy(() => layer?.setWeights([tf.tensor4d([1, 0], [1, 1, 1, 2]), tf.tensor1d([0, 1])]));
}
