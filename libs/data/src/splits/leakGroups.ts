import { compareIds } from '../compareIds.ts';
import type { Sample } from '../sample.ts';

/** Samples that must not be parted, and their counts by stratum. */
export interface LeakGroup {
  /** The samples, in the order in which they came. */
  samples: Sample[];
  /** Number of samples by stratum (class and subtype). */
  counts: Map<string, number>;
}

/**
 * Samples that must stand in one part of a split: those of one patient, and those of patients of whom the
 * same picture is there (then two names are probably one child, or one file was copied).
 *
 * @param samples - the samples
 * @param contentHashes - hash of the contents by id; samples without one are linked by patient only
 * @returns the groups in the order of their first patient's name
 */
export function leakGroups(
  samples: readonly Sample[],
  contentHashes?: ReadonlyMap<string, string>,
): LeakGroup[] {
  const rootOf = linkedPatients(samples, contentHashes);
  const groups = new Map<string, LeakGroup>();
  for (const sample of samples) {
    const root = rootOf(sample.patient);
    let group = groups.get(root);
    if (group === undefined) groups.set(root, (group = { samples: [], counts: new Map() }));
    group.samples.push(sample);
    const stratum = stratumOf(sample);
    group.counts.set(stratum, (group.counts.get(stratum) ?? 0) + 1);
  }
  return [...groups].sort(([a], [b]) => compareIds(a, b)).map(([, group]) => group);
}

/**
 * The stratum of a sample: its class and, where the column `subtype` says so, bacteria or virus.
 *
 * @param sample - a labelled sample
 * @returns such as `PNEUMONIA/virus`
 */
export function stratumOf({ label, columns }: Sample): string {
  return `${label}/${columns?.subtype ?? ''}`;
}

/** Union-find: the least name of all patients that equal contents link. */
function linkedPatients(
  samples: readonly Sample[],
  contentHashes: ReadonlyMap<string, string> = new Map(),
): (patient: string) => string {
  const parent = new Map<string, string>();
  const rootOf = (patient: string): string => {
    let root = patient;
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
    return root;
  };
  const firstWith = new Map<string, string>();
  for (const { id, patient } of samples) {
    const hash = contentHashes.get(id);
    if (hash === undefined) continue;
    const before = firstWith.get(hash);
    if (before === undefined) {
      firstWith.set(hash, patient);
      continue;
    }
    const [low, high] = [rootOf(before), rootOf(patient)].sort(compareIds) as [string, string];
    if (low !== high) parent.set(high, low);
  }
  return rootOf;
}
