import { checkInteger } from '@pneumo/core';
import type { BatchLoader } from '../batchLoader.ts';

/**
 * Varies images only in a number of ways, over and over: epoch `e` is varied as epoch `e` modulo `variants`, in an
 * order of its own all the same. What {@link featureLoader} gives of stored features, this gives of images.
 *
 * @param loader - makes the batches
 * @param variants - ways in which a sample is varied, at least 1
 * @returns a loader for {@link loadBatches}
 * @throws PneumoError `INVALID_ARGUMENT` when variants is not a whole number of at least 1
 *
 * @example
 * ```ts
 * const source = { size: 1, get: () => pixelImage(1, 1, 1, Uint8Array.of(9)) };
 * replayVariants(inlineLoader(source), 2).concurrency; // 1
 * ```
 */
export function replayVariants(loader: BatchLoader, variants: number): BatchLoader {
  checkInteger('variants', variants, { min: 1 });
  return {
    concurrency: loader.concurrency,
    load: ({ occurrences: _, ...request }) => loader.load({ ...request, epoch: request.epoch % variants }),
  };
}
