import { PneumoError, randomStream, type RandomStream } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import type { LeftOut, Split } from './split.ts';
import { checkFractions, type SplitOptions } from './splitOptions.ts';
import { fractionOf, largestRemainders, poolOf, sortedIds, strata } from './strata.ts';

/**
 * The default split: all films of a patient stand in one part. Validation takes the given fraction of
 * the images that are not test, stratified by class and, where the column `subtype` says so, by bacteria
 * and virus, as nearly as whole patients allow. A given test set stays as it is, and films for training
 * whose patient also stands in it are left out and named; where there is none, patients are drawn for one first.
 *
 * @param samples - labelled samples; their order does not matter
 * @param options - the seed and the fractions
 * @returns the split, named `patient`
 * @throws PneumoError `TOO_FEW_PATIENTS` when a part would lack a class; `UNLABELLED`, `DUPLICATE_SAMPLE`,
 *   `ONE_CLASS`; `INVALID_ARGUMENT` for a fraction outside 0 to 1
 *
 * @example
 * ```ts
 * const films = Array.from({ length: 20 }, (_, i): Sample => ({
 *   id: `${i}.png`, label: i < 10 ? 'NORMAL' : 'PNEUMONIA', patient: `p${i >> 1}`, source: 'demo', split: 'train',
 * }));
 * const test: Sample = { id: 't.png', label: 'NORMAL', patient: 'p0', source: 'demo', split: 'test' };
 * const split = splitByPatient([...films, test], { seed: 1 });
 * [split.train.length, split.val.length, split.leftOut.length]; // [14, 4, 2]
 * ```
 */
export function splitByPatient(samples: readonly Sample[], options: SplitOptions): Split {
  const { seed } = options;
  const { validationFraction, testFraction } = checkFractions(options);
  const { pool, test: given } = poolOf(samples);
  const inTest = new Set(given.map(({ patient }) => patient));
  const leftOut = pool
    .filter(({ patient }) => inTest.has(patient))
    .map(({ id, patient }): LeftOut => ({ id, patient, reason: 'patient-in-test' }));
  const free = pool.filter(({ patient }) => !inTest.has(patient));
  const test =
    given.length > 0
      ? { drawn: given, rest: free }
      : drawPatients(free, testFraction, randomStream(seed, 'split', 'patient', 'test'), 'test');
  const val = drawPatients(
    test.rest,
    validationFraction,
    randomStream(seed, 'split', 'patient', 'val'),
    'val',
  );
  return {
    schemaVersion: 1,
    name: 'patient',
    seed,
    train: sortedIds(val.rest),
    val: sortedIds(val.drawn),
    test: sortedIds(test.drawn),
    leftOut,
  };
}

/** A patient's films, counted by stratum. */
interface PatientGroup {
  samples: Sample[];
  counts: Map<string, number>;
}

function drawPatients(
  pool: readonly Sample[],
  fraction: number,
  random: RandomStream,
  part: string,
): { drawn: Sample[]; rest: Sample[] } {
  const missing = targetsByStratum(pool, fraction);
  const patients = random.shuffle(groupByPatient(pool));
  const drawn = new Set<PatientGroup>();
  const draw = (patient: PatientGroup): void => {
    drawn.add(patient);
    for (const [key, count] of patient.counts) missing.set(key, missing.get(key)! - count);
  };
  // First whoever fits whole; then whoever brings the counts nearer to their targets.
  for (const patient of patients) {
    if ([...patient.counts].every(([key, count]) => count <= missing.get(key)!)) draw(patient);
  }
  for (const patient of patients) {
    if (!drawn.has(patient) && gain(patient, missing) > 0) draw(patient);
  }
  for (const label of ['NORMAL', 'PNEUMONIA']) {
    if (![...drawn].some((patient) => holds(patient, label))) draw(smallest(patients, label, part));
  }
  const rest = patients.filter((patient) => !drawn.has(patient));
  for (const label of ['NORMAL', 'PNEUMONIA']) {
    if (!rest.some((patient) => holds(patient, label))) throw tooFew(label, part);
  }
  return {
    drawn: [...drawn].flatMap(({ samples }) => samples),
    rest: rest.flatMap(({ samples }) => samples),
  };
}

/** How many images of each stratum to draw: first shared out to the classes, then inside each class. */
function targetsByStratum(pool: readonly Sample[], fraction: number): Map<string, number> {
  const classes = [...strata(pool).values()];
  const shares = largestRemainders(
    classes.map(({ length }) => length),
    fractionOf(pool.length, fraction),
  );
  return new Map(
    classes.flatMap((samples, i) => {
      const groups = [...strata(samples, stratumOf)];
      const counts = largestRemainders(
        groups.map(([, { length }]) => length),
        shares[i]!,
      );
      return groups.map(([key], j): [string, number] => [key, counts[j]!]);
    }),
  );
}

function stratumOf({ label, columns }: Sample): string {
  return `${label}/${columns?.subtype ?? ''}`;
}

function groupByPatient(pool: readonly Sample[]): PatientGroup[] {
  return [...strata(pool, ({ patient }) => patient).values()].map((samples) => ({
    samples,
    counts: new Map([...strata(samples, stratumOf)].map(([key, { length }]) => [key, length])),
  }));
}

/** By how much the sum of distances from the targets shrinks when a patient is drawn. */
function gain(patient: PatientGroup, missing: ReadonlyMap<string, number>): number {
  let shrinks = 0;
  for (const [key, count] of patient.counts) {
    const target = missing.get(key)!;
    shrinks += Math.abs(target) - Math.abs(target - count);
  }
  return shrinks;
}

function holds(patient: PatientGroup, label: string): boolean {
  return patient.samples.some((sample) => sample.label === label);
}

/** The patient of a class with the fewest films, for a set so small that its target was below one patient. */
function smallest(patients: readonly PatientGroup[], label: string, part: string): PatientGroup {
  const [first, ...others] = patients.filter((patient) => holds(patient, label));
  if (!first) throw tooFew(label, part);
  return others.reduce(
    (least, patient) => (patient.samples.length < least.samples.length ? patient : least),
    first,
  );
}

function tooFew(label: string, part: string): PneumoError {
  return new PneumoError(
    'TOO_FEW_PATIENTS',
    `There are too few patients of class ${label} to give each part one (drawing ${part}); ` +
      'expected at least one for train, val and, where the data set gives none, test. ' +
      'Add images or choose another rule for patients.',
    { details: { label, part } },
  );
}
