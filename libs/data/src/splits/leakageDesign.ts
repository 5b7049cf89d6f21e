import { checkNumber, PneumoError, randomStream, type RandomStream } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import { drawGroups } from './drawGroups.ts';
import { type LeakGroup, leakGroups, stratumOf } from './leakGroups.ts';
import { poolOf, sortedIds, strata } from './strata.ts';

/** Two training sets that differ only in whether they hold other films of the patients who are judged. */
export interface LeakageDesign {
  /** Ids of the images that both models are judged on: one film of each chosen patient. */
  evaluation: string[];
  /** Ids of the images that both models choose epoch and threshold on, of patients who stand nowhere else. */
  val: string[];
  /** Ids of the training set without films of the judged patients. */
  clean: string[];
  /** Ids of the training set in which `siblings` take the place of as many other images of the same classes. */
  leaky: string[];
  /** Ids of the other films of the judged patients: what leaks. */
  siblings: string[];
}

/** Options of {@link leakageDesign}. */
export interface LeakageDesignOptions {
  /** The seed of the draws. */
  seed: number;
  /** Share of the patients with several films who are judged; 0.5 by default. */
  judgedFraction?: number;
  /** Share of the remaining images that validate; 0.2 by default. */
  validationFraction?: number;
  /** Hash of the contents by id, where known: equal pictures count as one patient's. */
  contentHashes?: ReadonlyMap<string, string>;
}

/**
 * Plans an experiment on leakage by patient: the same evaluation images and the same number of training images of
 * the same classes, once with and once without other films of the judged patients. A test set that the data give
 * takes part like everything else: the experiment asks about films, not about a test set.
 *
 * @param samples - labelled samples with patients of several films; their order does not matter
 * @param options - the seed and the shares
 * @returns ids, each list sorted
 * @throws PneumoError `TOO_FEW_PATIENTS` when too few patients have several films, or too few others to swap;
 *   `UNLABELLED`, `DUPLICATE_SAMPLE`, `ONE_CLASS`
 *
 * @example
 * ```ts
 * const films = generatePhantom({ seed: 1, patients: 80, size: 32 });
 * const design = leakageDesign(films.samples, { seed: 1 });
 * design.clean.length === design.leaky.length; // true
 * design.siblings.every((id) => design.leaky.includes(id) && !design.clean.includes(id)); // true
 * ```
 */
export function leakageDesign(samples: readonly Sample[], options: LeakageDesignOptions): LeakageDesign {
  const { seed, judgedFraction = 0.5, validationFraction = 0.2, contentHashes } = options;
  checkNumber('judgedFraction', judgedFraction, { min: 0.01, max: 1 });
  checkNumber('validationFraction', validationFraction, { min: 0.001, max: 0.999 });
  const { pool } = poolOf(samples.map(({ split: _, ...sample }) => sample));
  const groups = leakGroups(pool, contentHashes);
  const random = randomStream(seed, 'leakage', 'judged');
  const several = random.shuffle(groups.filter((group) => group.samples.length > 1));
  const judged = byKind(several).flatMap((kind) => kind.slice(0, Math.round(kind.length * judgedFraction)));
  const evaluation: Sample[] = [];
  const siblings: Sample[] = [];
  for (const { samples: films } of judged) {
    const [film, ...others] = random.shuffle(films);
    evaluation.push(film!);
    siblings.push(...others);
  }
  for (const label of ['NORMAL', 'PNEUMONIA']) {
    if (evaluation.filter((sample) => sample.label === label).length < 2)
      throw tooFew(`fewer than two judged patients of class ${label} have several films`);
  }
  const taken = new Set(judged.flatMap((group) => group.samples));
  const others = pool.filter((sample) => !taken.has(sample));
  const val = drawGroups(
    others,
    validationFraction,
    randomStream(seed, 'leakage', 'val'),
    'val',
    contentHashes,
  );
  const replaced = drawAlike(val.rest, siblings, randomStream(seed, 'leakage', 'replaced'));
  return {
    evaluation: sortedIds(evaluation),
    val: sortedIds(val.drawn),
    clean: sortedIds(val.rest),
    leaky: sortedIds([...val.rest.filter((sample) => !replaced.has(sample)), ...siblings]),
    siblings: sortedIds(siblings),
  };
}

/** Groups by the class of most of their films, so that both classes are judged in proportion. */
function byKind(groups: readonly LeakGroup[]): LeakGroup[][] {
  const isSick = ({ samples }: LeakGroup): boolean =>
    samples.filter(({ label }) => label === 'PNEUMONIA').length * 2 >= samples.length;
  return [groups.filter((group) => !isSick(group)), groups.filter(isSick)];
}

/** As many samples of each stratum as came. */
function drawAlike(
  pool: readonly Sample[],
  like: readonly Sample[],
  random: RandomStream,
): ReadonlySet<Sample> {
  const byStratum = strata(pool, stratumOf);
  const drawn = new Set<Sample>();
  for (const [stratum, wanted] of strata(like, stratumOf)) {
    const candidates = byStratum.get(stratum) ?? [];
    // Something of the class must stay from other patients.
    if (candidates.length <= wanted.length)
      throw tooFew(
        `${wanted.length} other films of judged patients (${stratum}) would have to take the place of ${candidates.length} images`,
      );
    for (const sample of random.shuffle(candidates).slice(0, wanted.length)) drawn.add(sample);
  }
  return drawn;
}

function tooFew(problem: string): PneumoError {
  return new PneumoError(
    'TOO_FEW_PATIENTS',
    `Leakage cannot be measured on these images: ${problem}. Judge a smaller share of the patients, or add images.`,
  );
}
