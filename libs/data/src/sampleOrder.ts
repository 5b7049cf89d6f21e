import { checkInteger, checkNumber, PneumoError, randomStream } from '@pneumo/core';
import { compareIds } from './compareIds.ts';
import type { EpochOrderOptions } from './epochOrder.ts';
import type { Sample } from './sample.ts';

/** Options of {@link weightedOrder}. */
export interface WeightedOrderOptions extends EpochOrderOptions {
  /** How often a sample is drawn in proportion to others; at least 0, not all 0. */
  weightOf: (id: string) => number;
  /** Number of draws; as many as there are samples by default. */
  count?: number;
}

/**
 * An epoch of samples drawn with replacement in proportion to weights, as PyTorch's WeightedRandomSampler does: a
 * function of seed, epoch, ids and weights alone. Systematic draws (one random start, equal steps) keep every
 * sample's number of draws within one of what its weight says.
 *
 * @param ids - the samples
 * @param options - seed, epoch, weights, number of draws
 * @returns ids in a shuffled order; some may stand several times, others not at all
 * @throws PneumoError `INVALID_ARGUMENT` for a weight below 0 or not finite, or when all are 0
 *
 * @example
 * ```ts
 * const weightOf = (id: string): number => (id === 'rare' ? 3 : 1);
 * const order = weightedOrder(['rare', 'a', 'b', 'c'], { seed: 1, epoch: 0, weightOf, count: 60 });
 * order.filter((id) => id === 'rare').length; // 30
 * ```
 */
export function weightedOrder(
  ids: readonly string[],
  { seed, epoch, weightOf, count = ids.length }: WeightedOrderOptions,
): string[] {
  checkInteger('epoch', epoch, { min: 0 });
  checkInteger('count', count, { min: 0 });
  const random = randomStream(seed, 'weighted order', epoch);
  const shuffled = random.shuffle(ids.toSorted(compareIds));
  const weights = shuffled.map((id) =>
    checkNumber(`weight of ${id}`, weightOf(id), { min: 0, max: Number.MAX_VALUE }),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (count > 0 && !(total > 0 && Number.isFinite(total))) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `The weights of ${ids.length} samples sum to ${total}; expected a finite number over 0.`,
    );
  }
  const step = total / count;
  let next = random.uniform() * step;
  let passed = 0;
  const drawn: string[] = [];
  shuffled.forEach((id, i) => {
    passed += weights[i]!;
    // The last sum may fall short of the total by rounding.
    const end = i === shuffled.length - 1 ? Number.POSITIVE_INFINITY : passed;
    for (; drawn.length < count && next < end; next += step) drawn.push(id);
  });
  return random.shuffle(drawn);
}

/**
 * An epoch in which every class is drawn equally often, by {@link weightedOrder}: the alternative to class weights
 * in the loss.
 *
 * @param samples - labelled samples
 * @param options - seed, epoch, number of draws
 * @returns ids in a shuffled order
 * @throws PneumoError `UNLABELLED` naming a sample without a label
 *
 * @example
 * ```ts
 * const samples: Sample[] = ['a', 'b', 'c', 'd'].map((id) => ({
 *   id, patient: id, source: 'demo', label: id === 'a' ? 'NORMAL' : 'PNEUMONIA',
 * }));
 * const order = balancedOrder(samples, { seed: 1, epoch: 0, count: 12 });
 * order.filter((id) => id === 'a').length; // 6
 * ```
 */
export function balancedOrder(
  samples: readonly Pick<Sample, 'id' | 'label'>[],
  options: Omit<WeightedOrderOptions, 'weightOf'>,
): string[] {
  const { seed, epoch, count = samples.length } = options;
  const classes = new Map<string, string[]>();
  for (const { id, label } of samples) {
    if (label === undefined)
      throw new PneumoError('UNLABELLED', `${id} has no label; expected 'NORMAL' or 'PNEUMONIA'.`);
    const members = classes.get(label);
    if (members) members.push(id);
    else classes.set(label, [id]);
  }
  const names = [...classes.keys()].sort(compareIds);
  const drawn = names.flatMap((label, i) =>
    weightedOrder(classes.get(label)!, {
      seed,
      epoch,
      weightOf: () => 1,
      // Shares differ by one at most where the number of draws does not divide.
      count: Math.floor(((i + 1) * count) / names.length) - Math.floor((i * count) / names.length),
    }),
  );
  return randomStream(seed, 'balanced order', epoch).shuffle(drawn);
}
