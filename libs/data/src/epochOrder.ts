import { checkInteger, randomStream } from '@pneumo/core';
import { compareIds } from './compareIds.ts';

/** What decides the order of an epoch. */
export interface EpochOrderOptions {
  /** The run's seed. */
  seed: number;
  /** The epoch, from 0. */
  epoch: number;
}

/**
 * The order in which an epoch goes through its samples: a function of seed, epoch and the set of ids alone,
 * whatever the order in which they come.
 *
 * @param ids - the samples of the epoch
 * @param options - seed and epoch
 * @returns the ids, shuffled
 *
 * @example
 * ```ts
 * const order = epochOrder(['a', 'b', 'c', 'd'], { seed: 1, epoch: 0 });
 * order.toSorted(); // ['a', 'b', 'c', 'd']
 * ```
 */
export function epochOrder(ids: readonly string[], { seed, epoch }: EpochOrderOptions): string[] {
  checkInteger('epoch', epoch, { min: 0 });
  return randomStream(seed, 'order', epoch).shuffle(ids.toSorted(compareIds));
}
