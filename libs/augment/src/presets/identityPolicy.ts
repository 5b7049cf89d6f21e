import type { AugmentPolicy } from '../augmentPolicy.ts';

/**
 * The policy that leaves every image as it is, byte for byte: for runs without augmentation.
 *
 * @example
 * ```ts
 * drawAugmentation(identityPolicy, { seed: 1, epoch: 0, id: 'a' }).operations; // []
 * ```
 */
export const identityPolicy: AugmentPolicy = Object.freeze({
  version: 1,
  fill: 'edge',
  operations: Object.freeze([]),
});
