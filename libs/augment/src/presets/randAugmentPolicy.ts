import type { AugmentPolicy } from '../augmentPolicy.ts';
import { deepFreeze } from './deepFreeze.ts';

/**
 * RandAugment with two operations of magnitude 0.3 (torchvision's defaults, 2 and 9 of 30), behind a
 * mirror image every second time. Some of its operations make no chest film; judge it by validation.
 *
 * @example
 * ```ts
 * randAugmentPolicy.operations[1]!.type; // 'randAugment'
 * ```
 */
export const randAugmentPolicy: AugmentPolicy = deepFreeze({
  version: 1,
  fill: 'edge',
  operations: [
    { type: 'horizontalFlip', probability: 0.5 },
    { type: 'randAugment', count: 2, magnitude: 0.3 },
  ],
});
