import { PneumoError, type RandomStream } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import { type LeakGroup, leakGroups, stratumOf } from './leakGroups.ts';
import { fractionOf, largestRemainders, strata } from './strata.ts';

/**
 * Draws whole groups until a part has its share of each stratum, as nearly as groups allow, and both classes.
 *
 * @param pool - what to draw from, sorted by id
 * @param fraction - share to draw, over 0 and below 1
 * @param random - the draw
 * @param part - name of the part, for messages
 * @param contentHashes - hash of the contents by id, where known
 * @returns what was drawn and what is left
 * @throws PneumoError `TOO_FEW_PATIENTS` when one of the two would lack a class
 */
export function drawGroups(
  pool: readonly Sample[],
  fraction: number,
  random: RandomStream,
  part: string,
  contentHashes?: ReadonlyMap<string, string>,
): { drawn: Sample[]; rest: Sample[] } {
  const missing = targetsByStratum(pool, fraction);
  const patients = random.shuffle(leakGroups(pool, contentHashes));
  const drawn = new Set<LeakGroup>();
  const draw = (patient: LeakGroup): void => {
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

/** By how much the sum of distances from the targets shrinks when a patient is drawn. */
function gain(patient: LeakGroup, missing: ReadonlyMap<string, number>): number {
  let shrinks = 0;
  for (const [key, count] of patient.counts) {
    const target = missing.get(key)!;
    shrinks += Math.abs(target) - Math.abs(target - count);
  }
  return shrinks;
}

function holds(patient: LeakGroup, label: string): boolean {
  return patient.samples.some((sample) => sample.label === label);
}

/** The patient of a class with the fewest films, for a set so small that its target was below one patient. */
function smallest(patients: readonly LeakGroup[], label: string, part: string): LeakGroup {
  const [first, ...others] = patients.filter((patient) => holds(patient, label));
  if (!first) throw tooFew(label, part);
  return others.reduce(
    (least, patient) => (patient.samples.length < least.samples.length ? patient : least),
    first,
  );
}

/** The error for a part that would lack a class. */
export function tooFew(label: string, part: string): PneumoError {
  return new PneumoError(
    'TOO_FEW_PATIENTS',
    `There are too few patients of class ${label} to give each part one (drawing ${part}); ` +
      'expected at least one for train, val and, where the data set gives none, test. ' +
      'Add images or choose another rule for patients.',
    { details: { label, part } },
  );
}
