import { checkProbability } from '@pneumo/core';
import { type MetricName, metricNames } from './binaryMetrics.ts';
import { type BootstrapInterval, type BootstrapOptions, bootstrapPatients } from './bootstrapPatients.ts';
import { sensitivity, specificity } from './confusionRatios.ts';
import type { Estimate, Evaluation, SubgroupEvaluation } from './evaluation.ts';
import { keepsClasses } from './keepsClasses.ts';
import type { Prediction } from './prediction.ts';
import { checkSensitivity, rankedSpecificityAtSensitivity } from './specificityAtSensitivity.ts';
import { sortedById } from './sortedById.ts';
import { checkPrevalence } from './prevalence/adjustPrevalence.ts';
import { figuresAtPrevalence, prevalenceFigures } from './prevalence/figuresAtPrevalence.ts';
import { prepareExamples } from './prepareExamples.ts';
import { weightedCounts, weightedMetrics } from './weightedMetrics.ts';

/** What {@link evaluatePredictions} needs beside the predictions. */
export interface EvaluateOptions extends BootstrapOptions {
  /** Probabilities of at least this value are called PNEUMONIA; 0 to 1. Chosen beforehand, on other data. */
  readonly threshold: number;
  /** Columns whose values make subgroups, such as `['subtype']`; a column no row has gives none. */
  readonly subgroupColumns?: readonly string[];
  /** Also says what precision and its like would be at this prevalence, above 0 and below 1. */
  readonly prevalence?: number;
  /** Also says what specificity the ROC curve has where this sensitivity is reached, over 0 and up to 1. */
  readonly atSensitivity?: number;
}

/**
 * Judges labelled predictions of one model on one part of the data: every figure with a bootstrap
 * interval over patients ({@link bootstrapPatients}). AUROC, average precision and Brier score are
 * taken from `probability`. Draws in which a class is missing that the data has are drawn again and
 * counted. The order of the rows changes nothing.
 *
 * @param rows - at least one row, all labelled, all of one model and split, each id once
 * @param options - threshold, seed, resamples, level, subgroup columns
 * @returns the judgement, plain JSON without NaN
 * @throws PneumoError `NO_DATA`, `LABEL_MISSING`, `MIXED_PREDICTIONS`, `DUPLICATE_ID` or
 *   `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * const row = (id, label, probability) => ({ id, patient: id, label, logit: 0, probability, model: 'cnn', split: 'test' });
 * const rows = [row('a', 0, 0.1), row('b', 0, 0.6), row('c', 1, 0.7), row('d', 1, 0.9)];
 * const evaluation = evaluatePredictions(rows, { threshold: 0.5, seed: 1, resamples: 200 });
 * evaluation.auroc; // { value: 1, low: 1, high: 1 }
 * evaluation.specificity; // { value: 0.5, low: 0, high: 1 }
 * ```
 */
export function evaluatePredictions(rows: readonly Prediction[], options: EvaluateOptions): Evaluation {
  const { threshold, subgroupColumns = [], prevalence, atSensitivity } = options;
  const { seed, resamples = 2000, level = 0.95 } = options;
  checkProbability('threshold', threshold);
  if (prevalence !== undefined) checkPrevalence('prevalence', prevalence);
  if (atSensitivity !== undefined) checkSensitivity('atSensitivity', atSensitivity);
  // In one order whatever comes, so that no sum rounds otherwise.
  const predictions = sortedById(rows);
  const examples = prepareExamples(predictions, threshold);
  const groups = findSubgroups(predictions, subgroupColumns);
  const once = new Uint32Array(predictions.length).fill(1);
  const counts = weightedCounts(examples, once);
  const positives = counts.truePositive + counts.falseNegative;
  const negatives = counts.trueNegative + counts.falsePositive;

  // Where a class is missing, nothing is known of another prevalence, or of another point of the ROC curve.
  const bothClasses = positives > 0 && negatives > 0;
  const shift = bothClasses ? prevalence : undefined;
  const reached = bothClasses ? atSensitivity : undefined;

  const figures = (weights: Uint32Array): (number | null)[] => {
    const metrics = weightedMetrics(examples, weights);
    return [
      ...metricNames.map((name) => metrics[name]),
      ...groups.flatMap(({ members }) => {
        const inGroup = weightedCounts(examples, weights, members);
        return [sensitivity(inGroup), specificity(inGroup)];
      }),
      ...(reached === undefined
        ? []
        : [rankedSpecificityAtSensitivity(examples.ranked, examples.labels, reached, weights)]),
      ...(shift === undefined ? [] : figuresAtPrevalence(weightedCounts(examples, weights), shift)),
    ];
  };

  const values = figures(once);
  const patients = predictions.map((prediction) => prediction.patient);
  const bootstrap = bootstrapPatients(
    patients,
    (weights) => (keepsClasses(examples.labels, weights) ? figures(weights) : undefined),
    { seed, resamples, level },
  );
  const estimates = values.map((value, s) => estimate(value, bootstrap.intervals[s]!));
  const undefinedIn: Partial<Record<MetricName, number>> = {};
  metricNames.forEach((name, s) => {
    const missing = bootstrap.intervals[s]!.undefinedIn;
    if (missing > 0 && values[s] !== null) undefinedIn[name] = missing;
  });
  return {
    model: predictions[0]!.model,
    split: predictions[0]!.split,
    n: predictions.length,
    patients: bootstrap.patients,
    positives,
    negatives,
    threshold,
    confusion: counts,
    ...(Object.fromEntries(metricNames.map((name, s) => [name, estimates[s]!])) as Record<
      MetricName,
      Estimate
    >),
    subgroups: groups.map(({ column, value, members }, g): SubgroupEvaluation => {
      const inGroup = weightedCounts(examples, once, members);
      return {
        column,
        value,
        n: members.length,
        patients: new Set(Array.from(members, (i) => patients[i]!)).size,
        positives: inGroup.truePositive + inGroup.falseNegative,
        negatives: inGroup.trueNegative + inGroup.falsePositive,
        sensitivity: estimates[metricNames.length + 2 * g]!,
        specificity: estimates[metricNames.length + 2 * g + 1]!,
      };
    }),
    ...(reached !== undefined && {
      atSensitivity: {
        sensitivity: reached,
        specificity: estimates[metricNames.length + 2 * groups.length]!,
      },
    }),
    ...(shift !== undefined && {
      atPrevalence: {
        prevalence: shift,
        ...(Object.fromEntries(
          prevalenceFigures.map((name, k) => [name, estimates.at(k - prevalenceFigures.length)!]),
        ) as Record<(typeof prevalenceFigures)[number], Estimate>),
      },
    }),
    bootstrap: {
      unit: 'patient',
      method: 'percentile',
      seed,
      resamples,
      level,
      redrawn: bootstrap.redrawn,
      undefinedIn,
    },
  };
}

function estimate(value: number | null, { low, high }: BootstrapInterval): Estimate {
  return value === null ? { value, low: null, high: null } : { value, low, high };
}

interface Subgroup {
  column: string;
  value: string;
  members: Uint32Array;
}

function findSubgroups(predictions: readonly Prediction[], columns: readonly string[]): Subgroup[] {
  return [...new Set(columns)].flatMap((column) => {
    const members = new Map<string, number[]>();
    predictions.forEach((prediction, index) => {
      const own = prediction.columns ?? {};
      const value = Object.hasOwn(own, column) ? own[column]! : '';
      if (value === '') return;
      const places = members.get(value);
      if (places === undefined) members.set(value, [index]);
      else places.push(index);
    });
    return [...members.keys()]
      .sort()
      .map((value) => ({ column, value, members: Uint32Array.from(members.get(value)!) }));
  });
}
