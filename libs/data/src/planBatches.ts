import { checkInteger, checkOneOf } from '@pneumo/core';

/** What becomes of a last batch that is not full: kept as it is, dropped, or filled up from the beginning. */
export type LastBatch = 'keep' | 'drop' | 'pad';

/**
 * Cuts an order into batches.
 *
 * @param ids - the samples in their order
 * @param batchSize - images a batch
 * @param lastBatch - what becomes of a last batch that is not full; `keep` by default. `pad` fills it with the first
 *   samples of the order, so that all batches have one shape; where there is no full batch, the only one is kept as it is
 * @returns the ids of each batch
 * @throws PneumoError `INVALID_ARGUMENT` when the batch size is not a whole number of at least 1
 *
 * @example
 * ```ts
 * planBatches(['a', 'b', 'c'], 2); // [['a', 'b'], ['c']]
 * planBatches(['a', 'b', 'c'], 2, 'pad'); // [['a', 'b'], ['c', 'a']]
 * ```
 */
export function planBatches(
  ids: readonly string[],
  batchSize: number,
  lastBatch: LastBatch = 'keep',
): string[][] {
  checkInteger('batchSize', batchSize, { min: 1 });
  checkOneOf('lastBatch', lastBatch, ['keep', 'drop', 'pad']);
  const batches = Array.from({ length: Math.ceil(ids.length / batchSize) }, (_, i) =>
    ids.slice(i * batchSize, (i + 1) * batchSize),
  );
  const last = batches.at(-1)!;
  if (batches.length < 2 || last.length === batchSize || lastBatch === 'keep') return batches;
  if (lastBatch === 'pad') last.push(...ids.slice(0, batchSize - last.length));
  return lastBatch === 'drop' ? batches.slice(0, -1) : batches;
}
