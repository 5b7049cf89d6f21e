import type { AugmentPolicy } from '../augmentPolicy.ts';
import { deepFreeze } from './deepFreeze.ts';

/**
 * The study's augmentation: a mirror image every second time, up to 10 degrees of rotation and 5 %
 * of shift either way, brightness and contrast up to 20 % either way. For training images only.
 *
 * The border is filled with the nearest pixel: chest films end in black at the sides but in bright
 * abdomen below, and a constant would draw wedges whose slope tells the angle.
 *
 * @example
 * ```ts
 * studyPolicy.operations.map((operation) => operation.type); // ['horizontalFlip', 'rotation', 'shift', 'brightness', 'contrast']
 * ```
 */
export const studyPolicy: AugmentPolicy = deepFreeze({
  version: 1,
  fill: 'edge',
  operations: [
    { type: 'horizontalFlip', probability: 0.5 },
    { type: 'rotation', degrees: 10 },
    { type: 'shift', x: 0.05, y: 0.05 },
    { type: 'brightness', amount: 0.2 },
    { type: 'contrast', amount: 0.2 },
  ],
});
