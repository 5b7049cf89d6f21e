import { PneumoError, type RandomStream } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import { leakGroups } from './leakGroups.ts';
import { stratifiedGroupFolds } from './stratifiedGroupFolds.ts';

/**
 * Parts samples into folds by patient, each with both classes.
 *
 * @param pool - the samples, sorted by id
 * @param folds - number of folds, from 2
 * @param random - the order in which equal groups are placed
 * @param contentHashes - hash of the contents by id, where known
 * @returns the samples of each fold
 * @throws PneumoError `TOO_FEW_PATIENTS` when a fold would lack a class
 */
export function drawFolds(
  pool: readonly Sample[],
  folds: number,
  random: RandomStream,
  contentHashes?: ReadonlyMap<string, string>,
): Sample[][] {
  const groups = random.shuffle(leakGroups(pool, contentHashes));
  const parts = Array.from({ length: folds }, (): Sample[] => []);
  stratifiedGroupFolds(groups, folds).forEach((fold, group) => parts[fold]!.push(...groups[group]!.samples));
  for (const label of ['NORMAL', 'PNEUMONIA']) {
    const holders = groups.filter(({ samples }) => samples.some((sample) => sample.label === label)).length;
    if (!parts.every((part) => part.some((sample) => sample.label === label))) {
      throw new PneumoError(
        'TOO_FEW_PATIENTS',
        `There are ${holders} patients of class ${label} for ${folds} folds; expected enough that every fold has one. Take fewer folds or add images.`,
        { details: { label, folds, patients: holders } },
      );
    }
  }
  return parts;
}
