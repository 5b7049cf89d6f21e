import { checkInteger } from '@pneumo/core';

/**
 * Cuts an order into batches; the last one may be smaller.
 *
 * @param ids - the samples in their order
 * @param batchSize - images a batch
 * @returns the ids of each batch
 * @throws PneumoError `INVALID_ARGUMENT` when the batch size is not a whole number of at least 1
 *
 * @example
 * ```ts
 * planBatches(['a', 'b', 'c'], 2); // [['a', 'b'], ['c']]
 * ```
 */
export function planBatches(ids: readonly string[], batchSize: number): string[][] {
  checkInteger('batchSize', batchSize, { min: 1 });
  return Array.from({ length: Math.ceil(ids.length / batchSize) }, (_, i) =>
    ids.slice(i * batchSize, (i + 1) * batchSize),
  );
}
