import { checkInteger, PneumoError, randomStream } from '@pneumo/core';
import { auroc, evaluatePredictions, type Prediction } from '@pneumo/metrics';
import { compareIds } from '../compareIds.ts';
import { stratifiedGroupFolds } from '../splits/stratifiedGroupFolds.ts';
import type { AuditFeature, AuditImage } from './auditTable.ts';
import { logisticRegression } from './logisticRegression.ts';
import { median } from './median.ts';

/** How well one feature alone tells two kinds of image apart. */
export interface FeatureSeparation {
  /** The feature. */
  name: string;
  /** What it is, for people. */
  title: string;
  /** Area under the ROC curve; 0.5 says nothing, 0 and 1 say all; over 0.5 where the second kind has more of it. */
  auroc: number;
  /** Medians of the two kinds. */
  medians: [first: number, second: number];
}

/** How well two kinds of image can be told apart by some features. */
export interface Separability {
  /** Cross-validated area under the ROC curve with its 95 % interval over patients. */
  auroc: {
    /** The area. */
    value: number;
    /** Lower end; null where there is none. */
    low: number | null;
    /** Upper end; null where there is none. */
    high: number | null;
  };
  /** Images of the two kinds. */
  images: [first: number, second: number];
  /** Folds of the cross-validation, by patient. */
  folds: number;
  /** Features that the model saw. */
  used: string[];
  /** Features that are the same in all images, or missing in some: they say nothing here. */
  silent: string[];
  /** Each feature alone, the most telling first. */
  features: FeatureSeparation[];
}

/** Options of {@link separability}. */
export interface SeparabilityOptions {
  /** The seed of folds and resamples; 0 by default. */
  seed?: number;
  /** Folds by patient, from 2; 5 by default. */
  folds?: number;
  /** Bootstrap resamples of the interval; 500 by default. */
  resamples?: number;
}

/**
 * Asks how well a small model (logistic regression) tells two kinds of image apart by features that should
 * not matter: cross-validated by patient, so that it does not learn patients.
 *
 * @param images - the table; images of neither kind are passed over
 * @param kindOf - 0 or 1 for the two kinds, undefined for neither
 * @param features - what the model sees
 * @param options - seed, folds, resamples
 * @returns the area under the ROC curve with its interval, and each feature alone; undefined where a kind has
 *   fewer patients than folds
 * @throws PneumoError `INVALID_ARGUMENT` for fewer than 2 folds
 */
export function separability(
  images: readonly AuditImage[],
  kindOf: (image: AuditImage) => 0 | 1 | undefined,
  features: readonly AuditFeature[],
  options: SeparabilityOptions = {},
): Separability | undefined {
  const { seed = 0, folds = 5, resamples = 500 } = options;
  checkInteger('folds', folds, { min: 2 });
  if (features.length === 0)
    throw new PneumoError('INVALID_ARGUMENT', 'No features came; expected at least one.');
  const judged = images
    .filter((image) => kindOf(image) !== undefined)
    .toSorted((a, b) => compareIds(a.sample.id, b.sample.id));
  const labels = judged.map((image) => kindOf(image)!);
  const foldOf = foldsByPatient(judged, labels, folds, seed);
  if (foldOf === undefined) return undefined;
  const telling = features.filter((feature) => varies(judged, feature));
  const rows = judged.map((image) => telling.map((feature) => feature.of(image)!));
  const logits = telling.length === 0 ? labels.map(() => 0) : outOfFold(rows, labels, foldOf, folds);
  const predictions = judged.map(({ sample }, i): Prediction => ({
    id: sample.id,
    patient: sample.patient,
    label: labels[i]!,
    logit: logits[i]!,
    probability: 1 / (1 + Math.exp(-logits[i]!)),
    model: 'logistic regression',
    split: 'out of fold',
  }));
  const { value, low, high } = evaluatePredictions(predictions, { threshold: 0.5, seed, resamples }).auroc;
  return {
    auroc: { value: value!, low, high },
    images: [labels.filter((label) => label === 0).length, labels.filter((label) => label === 1).length],
    folds,
    used: telling.map(({ name }) => name),
    silent: features.filter((feature) => !telling.includes(feature)).map(({ name }) => name),
    features: telling
      .map((feature, f) => ({
        name: feature.name,
        title: feature.title,
        auroc: auroc(
          labels,
          rows.map((row) => row[f]!),
        )!,
        medians: [0, 1].map((kind) =>
          median(rows.filter((_, i) => labels[i] === kind).map((row) => row[f]!)),
        ) as [number, number],
      }))
      .sort((a, b) => Math.abs(b.auroc - 0.5) - Math.abs(a.auroc - 0.5) || compareIds(a.name, b.name)),
  };
}

/** The fold of each image; undefined where some fold would lack a kind. */
function foldsByPatient(
  images: readonly AuditImage[],
  labels: readonly number[],
  folds: number,
  seed: number,
): number[] | undefined {
  const byPatient = new Map<string, { members: number[]; counts: Map<string, number> }>();
  images.forEach(({ sample }, i) => {
    const group = byPatient.get(sample.patient) ?? { members: [], counts: new Map<string, number>() };
    group.members.push(i);
    group.counts.set(`${labels[i]}`, (group.counts.get(`${labels[i]}`) ?? 0) + 1);
    byPatient.set(sample.patient, group);
  });
  const patients = [...byPatient].sort(([a], [b]) => compareIds(a, b)).map(([, group]) => group);
  if ([0, 1].some((kind) => patients.filter(({ counts }) => counts.has(`${kind}`)).length < folds))
    return undefined;
  const groups = randomStream(seed, 'audit', 'folds').shuffle(patients);
  const result = new Array<number>(images.length).fill(0);
  stratifiedGroupFolds(groups, folds).forEach((fold, group) => {
    for (const member of groups[group]!.members) result[member] = fold;
  });
  return result;
}

function outOfFold(
  rows: readonly number[][],
  labels: readonly number[],
  foldOf: readonly number[],
  folds: number,
): number[] {
  const logits = new Array<number>(rows.length).fill(0);
  for (let fold = 0; fold < folds; fold++) {
    const seen = rows.map((_, i) => i).filter((i) => foldOf[i] !== fold);
    const model = logisticRegression(
      seen.map((i) => rows[i]!),
      seen.map((i) => labels[i]!),
    );
    rows.forEach((row, i) => {
      if (foldOf[i] === fold) logits[i] = model.logit(row);
    });
  }
  return logits;
}

function varies(images: readonly AuditImage[], { of }: AuditFeature): boolean {
  const values = images.map(of);
  return values.every((value) => value !== undefined) && new Set(values).size > 1;
}
