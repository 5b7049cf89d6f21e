import { PneumoError } from '@pneumo/core';
import type { Sample, SplitPart } from '../sample.ts';
import type { Split } from './split.ts';
import { sortedIds } from './strata.ts';

/**
 * The parts that the data set itself gives, as they are: for figures that are compared with published ones, as those
 * of MedMNIST. Nothing is drawn, so patients may stand in several parts: {@link checkSplit} finds and refuses them.
 *
 * @param samples - samples that each say their part; their order does not matter
 * @returns the split, named `given`
 * @throws PneumoError `INVALID_SPLIT` naming an image without a part, or a part without images
 *
 * @example
 * ```ts
 * const film = (id: string, split: SplitPart): Sample => ({ id, label: 'NORMAL', patient: id, source: 'demo', split });
 * splitGiven([film('b', 'train'), film('a', 'train'), film('c', 'val'), film('d', 'test')]).train; // ['a', 'b']
 * ```
 */
export function splitGiven(samples: readonly Sample[]): Split {
  const homeless = samples.find(({ split }) => split === undefined);
  if (homeless !== undefined) {
    throw new PneumoError(
      'INVALID_SPLIT',
      `The data do not say in which part ${homeless.id} stands; divide them by patient instead.`,
      { details: { id: homeless.id } },
    );
  }
  const idsOf = (part: SplitPart): string[] => sortedIds(samples.filter(({ split }) => split === part));
  const [train, val, test] = [idsOf('train'), idsOf('val'), idsOf('test')];
  const empty = train.length === 0 ? 'train' : val.length === 0 ? 'val' : undefined;
  if (empty !== undefined) {
    throw new PneumoError(
      'INVALID_SPLIT',
      `The data give no ${empty} part (${samples.length} images in others); divide them by patient instead.`,
    );
  }
  return { schemaVersion: 1, name: 'given', seed: 0, train, val, test, leftOut: [] };
}
