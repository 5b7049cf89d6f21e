import type { AugmentPolicy } from '../augmentPolicy.ts';
import { deepFreeze } from './deepFreeze.ts';

/**
 * TrivialAugment, wide: one operation of any strength, behind a mirror image every second time.
 * Rotations reach 135 degrees; judge it by validation.
 *
 * @example
 * ```ts
 * trivialAugmentPolicy.operations.length; // 2
 * ```
 */
export const trivialAugmentPolicy: AugmentPolicy = deepFreeze({
  version: 1,
  fill: 'edge',
  operations: [{ type: 'horizontalFlip', probability: 0.5 }, { type: 'trivialAugment' }],
});
