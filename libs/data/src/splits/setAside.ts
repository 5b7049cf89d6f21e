import type { Sample } from '../sample.ts';
import { leakGroups } from './leakGroups.ts';
import type { LeftOut } from './split.ts';

/**
 * Takes out of the pool whatever shows a patient, or is a picture, of the test set.
 *
 * @param pool - samples that may train
 * @param test - the test set
 * @param contentHashes - hash of the contents by id, where known
 * @returns the samples that may still train, and those left out with the reason, in the order of the pool
 */
export function setAside(
  pool: readonly Sample[],
  test: readonly Sample[],
  contentHashes?: ReadonlyMap<string, string>,
): { free: Sample[]; leftOut: LeftOut[] } {
  const patients = new Set(test.map(({ patient }) => patient));
  const tested = new Set(test);
  const linked = new Set(
    leakGroups([...pool, ...test], contentHashes)
      .filter(({ samples }) => samples.some((sample) => tested.has(sample)))
      .flatMap(({ samples }) => samples),
  );
  return {
    free: pool.filter((sample) => !linked.has(sample)),
    leftOut: pool
      .filter((sample) => linked.has(sample))
      .map(({ id, patient }) => ({
        id,
        patient,
        reason: patients.has(patient) ? 'patient-in-test' : 'duplicate-in-test',
      })),
  };
}
