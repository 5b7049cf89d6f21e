import type { AugmentPolicy } from '../augmentPolicy.ts';
import { deepFreeze } from './deepFreeze.ts';

/**
 * A strong augmentation for long training and pretrained networks: a part of 35 to 100 % of the area
 * with an aspect ratio of 0.8 to 1.25, a mirror image every second time, up to 10 degrees of rotation,
 * brightness and contrast up to 40 % either way, sometimes noise and blur.
 *
 * Crops may leave an opacity out, and mirrors move the heart to the right side: not for labels that
 * need either. {@link chestPolicy} does neither.
 *
 * @example
 * ```ts
 * strongPolicy.operations[0]!.type; // 'randomResizedCrop'
 * ```
 */
export const strongPolicy: AugmentPolicy = deepFreeze({
  version: 1,
  fill: 'edge',
  operations: [
    { type: 'randomResizedCrop', minArea: 0.35, maxArea: 1, aspect: 1.25 },
    { type: 'horizontalFlip', probability: 0.5 },
    { type: 'rotation', degrees: 10 },
    { type: 'brightness', amount: 0.4 },
    { type: 'contrast', amount: 0.4 },
    { type: 'gaussianNoise', deviation: 0.03, probability: 0.5 },
    { type: 'blur', sigma: 1, probability: 0.3 },
  ],
});
