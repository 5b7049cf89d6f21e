import type { AugmentPolicy } from '../augmentPolicy.ts';
import { deepFreeze } from './deepFreeze.ts';

/**
 * What differs between real films of one chest, and nothing else: small rotations, shifts and sizes,
 * exposure, gamma, noise, sharpness. The heart keeps its side, the diaphragm stays below, and no part
 * of the lungs is cut off: for labels that need the side, the heart's size or the whole field.
 *
 * @example
 * ```ts
 * chestPolicy.operations.some(({ type }) => type === 'horizontalFlip'); // false
 * ```
 */
export const chestPolicy: AugmentPolicy = deepFreeze({
  version: 1,
  fill: 'edge',
  operations: [
    { type: 'rotation', degrees: 7 },
    { type: 'scale', amount: 0.08 },
    { type: 'aspect', amount: 0.05 },
    { type: 'shift', x: 0.04, y: 0.04 },
    { type: 'gamma', amount: 0.3, probability: 0.5 },
    { type: 'brightness', amount: 0.2 },
    { type: 'contrast', amount: 0.2 },
    { type: 'gaussianNoise', deviation: 0.02, probability: 0.5 },
    { type: 'blur', sigma: 0.8, probability: 0.2 },
  ],
});
