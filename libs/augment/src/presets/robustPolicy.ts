import type { AugmentPolicy } from '../augmentPolicy.ts';
import { deepFreeze } from './deepFreeze.ts';

/**
 * {@link strongPolicy} without its holes: the same crops, mirror images and rotations, and beside them
 * whatever else may differ between two hospitals' films: exposure by a gamma curve too, more noise, more
 * blur. For networks that are to be judged on films from elsewhere, as {@link shiftSuite} imitates them.
 *
 * @example
 * ```ts
 * robustPolicy.operations.map(({ type }) => type).slice(5); // ['gamma', 'gaussianNoise', 'blur']
 * ```
 */
export const robustPolicy: AugmentPolicy = deepFreeze({
  version: 1,
  fill: 'edge',
  operations: [
    { type: 'randomResizedCrop', minArea: 0.35, maxArea: 1, aspect: 1.25 },
    { type: 'horizontalFlip', probability: 0.5 },
    { type: 'rotation', degrees: 10 },
    { type: 'brightness', amount: 0.4 },
    { type: 'contrast', amount: 0.5 },
    { type: 'gamma', amount: 0.6, probability: 0.5 },
    { type: 'gaussianNoise', deviation: 0.1, probability: 0.5 },
    { type: 'blur', sigma: 2.5, probability: 0.4 },
  ],
});
