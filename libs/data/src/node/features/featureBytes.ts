import type { FeaturePrecision } from '../../features/featureStore.ts';

/**
 * Bytes that features take on disk.
 *
 * @param images - samples, times their variants
 * @param shape - rows, columns and channels of one sample's features
 * @param precision - how they are kept
 * @returns bytes, less the index of some bytes a sample
 *
 * @example
 * ```ts
 * featureBytes(5216, [14, 14, 1024], 'float16') / 2 ** 30; // ≈ 1.95
 * ```
 */
export function featureBytes(images: number, shape: readonly number[], precision: FeaturePrecision): number {
  return images * shape.reduce((a, b) => a * b, 1) * (precision === 'float16' ? 2 : 4);
}
