import { PneumoError } from '@pneumo/core';
import { compareIds } from '../compareIds.ts';
import type { Sample, SplitPart } from '../sample.ts';
import { type Split, splitParts } from './split.ts';

/** Images by class. */
export interface ClassCounts {
  /** Images of class NORMAL. */
  NORMAL: number;
  /** Images of class PNEUMONIA. */
  PNEUMONIA: number;
}

/** What {@link checkSplit} counted. */
export interface SplitCheck {
  /** Images of each part by class. */
  counts: Record<SplitPart, ClassCounts>;
  /** Patients of each part. */
  patients: Record<SplitPart, number>;
  /** Patients that stand in more than one part, sorted; always empty unless leaks are allowed. */
  sharedPatients: string[];
  /** Ids of equal contents that stand in more than one part, group by group; always empty unless leaks are allowed. */
  sharedDuplicates: string[][];
  /** Images of train and of val whose patients stand in another part too. */
  sharedImages: number;
  /** Samples that the split does not mention at all. */
  unassigned: number;
}

/** Options of {@link checkSplit}. */
export interface CheckSplitOptions {
  /** Hash of the contents by id: with it, exact duplicates across parts are refused too. */
  contentHashes?: ReadonlyMap<string, string>;
  /**
   * Count patients and duplicates that stand in several parts instead of refusing them. The study's split is
   * by image, so there it is the default.
   */
  allowLeaks?: boolean;
}

/**
 * Checks that a split fits its samples: every id exists and is labelled, stands in one place only, the given
 * test set is never trained on, and no patient and no picture stands in two parts.
 *
 * @param split - the split
 * @param samples - the data set
 * @param options - contents, and whether leaks are counted instead of refused
 * @returns counts by part
 * @throws PneumoError `INVALID_SPLIT` naming the first ids or patients that are wrong, and how many
 *
 * @example
 * ```ts
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const check = checkSplit(splitByPatient(films.samples, { seed: 1 }), films.samples);
 * check.sharedPatients; // []
 * ```
 */
export function checkSplit(
  split: Split,
  samples: readonly Sample[],
  options: CheckSplitOptions = {},
): SplitCheck {
  const { contentHashes = new Map(), allowLeaks = split.name === 'study' } = options;
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  // A bootstrap trains on some samples several times.
  const train = split.name === 'bootstrap' ? [...new Set(split.train)] : split.train;
  const ids = [...train, ...split.val, ...split.test, ...split.leftOut.map(({ id }) => id)];
  const seen = new Set<string>();
  const partsOf = new Map<string, Set<SplitPart>>();
  const counts = { train: noImages(), val: noImages(), test: noImages() };
  refuse(
    ids.filter((id) => !byId.has(id)),
    'ids are not among the samples',
  );
  refuse(
    ids.filter((id) => seen.has(id) || !seen.add(id)),
    'ids stand twice',
  );
  for (const part of splitParts) {
    for (const id of split[part]) {
      const { patient, label } = byId.get(id)!;
      if (label === undefined) refuse([id], 'ids have no label');
      else counts[part][label]++;
      const parts = partsOf.get(patient);
      if (parts) parts.add(part);
      else partsOf.set(patient, new Set([part]));
    }
  }
  const trained = [...split.train, ...split.val];
  refuse(
    trained.filter((id) => byId.get(id)!.split === 'test'),
    'ids of the given test set stand in train or val',
  );
  const shared = new Set([...partsOf].filter(([, parts]) => parts.size > 1).map(([patient]) => patient));
  const sharedPatients = [...shared].sort();
  const sharedDuplicates = duplicatesAcross(split, contentHashes);
  if (!allowLeaks) {
    refuse(sharedPatients, 'patients stand in more than one part', LEAK_ADVICE);
    refuse(
      sharedDuplicates.map((group) => group.join(' = ')),
      'pictures stand in more than one part under different names',
      LEAK_ADVICE,
    );
  }
  const patientsIn = (part: SplitPart): number =>
    [...partsOf.values()].filter((parts) => parts.has(part)).length;
  return {
    counts,
    patients: { train: patientsIn('train'), val: patientsIn('val'), test: patientsIn('test') },
    sharedPatients,
    sharedDuplicates,
    sharedImages: trained.filter((id) => shared.has(byId.get(id)!.patient)).length,
    unassigned: samples.length - ids.length,
  };
}

const noImages = (): ClassCounts => ({ NORMAL: 0, PNEUMONIA: 0 });

/** Ids of equal contents that stand in several parts. */
function duplicatesAcross(split: Split, contentHashes: ReadonlyMap<string, string>): string[][] {
  const byHash = new Map<string, Map<string, SplitPart>>();
  for (const part of splitParts) {
    for (const id of split[part]) {
      const hash = contentHashes.get(id);
      if (hash === undefined) continue;
      const before = byHash.get(hash);
      if (before) before.set(id, part);
      else byHash.set(hash, new Map([[id, part]]));
    }
  }
  return [...byHash.values()]
    .filter((places) => new Set(places.values()).size > 1)
    .map((places) => [...places.keys()].sort(compareIds));
}

const LEAK_ADVICE = 'Divide by patient, or allow leaks knowingly.';

function refuse(names: readonly string[], problem: string, advice = 'Make the split again.'): void {
  if (names.length === 0) return;
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  throw new PneumoError(
    'INVALID_SPLIT',
    `The split does not fit the samples: ${names.length} ${problem}: ${names.slice(0, 5).join(', ')}${more}. ${advice}`,
    { details: { names } },
  );
}
