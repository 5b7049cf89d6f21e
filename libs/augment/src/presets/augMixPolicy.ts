import type { AugmentPolicy } from '../augmentPolicy.ts';
import { deepFreeze } from './deepFreeze.ts';

/**
 * AugMix with the paper's three chains of up to three operations of severity 3 of 10, behind a mirror
 * image every second time. Its consistency loss is the caller's.
 *
 * @example
 * ```ts
 * augMixPolicy.operations[1]!.type; // 'augMix'
 * ```
 */
export const augMixPolicy: AugmentPolicy = deepFreeze({
  version: 1,
  fill: 'edge',
  operations: [
    { type: 'horizontalFlip', probability: 0.5 },
    { type: 'augMix', chains: 3, depth: 3, severity: 0.3 },
  ],
});
