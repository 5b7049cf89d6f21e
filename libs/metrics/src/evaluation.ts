import type { MetricName } from './binaryMetrics.ts';
import type { ConfusionCounts } from './confusionCounts.ts';

/** A figure with its interval. All three are null where the figure is undefined. */
export interface Estimate {
  /** The figure on the data as it is; null where undefined (a ratio 0/0, an area without a class). */
  readonly value: number | null;
  /** Lower end of the bootstrap interval; null where it cannot be had. */
  readonly low: number | null;
  /** Upper end of the bootstrap interval; null where it cannot be had. */
  readonly high: number | null;
}

/** The figures of those examples whose column has one value, such as `subtype` = `virus`. */
export interface SubgroupEvaluation {
  /** The column that names the subgroup. */
  readonly column: string;
  /** Its value. */
  readonly value: string;
  /** Examples in the subgroup. */
  readonly n: number;
  /** Different patients in the subgroup. */
  readonly patients: number;
  /** Examples with PNEUMONIA in the subgroup. */
  readonly positives: number;
  /** NORMAL examples in the subgroup. */
  readonly negatives: number;
  /** Sensitivity within the subgroup; null where it has no PNEUMONIA. */
  readonly sensitivity: Estimate;
  /** Specificity within the subgroup; null where it has no NORMAL. */
  readonly specificity: Estimate;
}

/**
 * Figures that depend on how frequent PNEUMONIA is, as they would be at another prevalence: from sensitivity and
 * specificity, which do not depend on it.
 */
export interface PrevalenceEvaluation {
  /** The prevalence, above 0 and below 1. */
  readonly prevalence: number;
  /** Positive predictive value there; null where nothing would be called PNEUMONIA. */
  readonly precision: Estimate;
  /** Negative predictive value there; null where nothing would be called NORMAL. */
  readonly negativePredictiveValue: Estimate;
  /** F1 of PNEUMONIA there. */
  readonly f1: Estimate;
  /** Share of right decisions there. */
  readonly accuracy: Estimate;
}

/**
 * What the ROC curve has where a sensitivity is reached: the threshold that gives it was found on the data that are judged,
 * so it says what a model can do, not what a locked threshold did.
 */
export interface SensitivityEvaluation {
  /** The sensitivity that was asked for. */
  readonly sensitivity: number;
  /** The best specificity of the curve's points that reach it. */
  readonly specificity: Estimate;
}

/** How the intervals of an {@link Evaluation} were made. */
export interface EvaluationBootstrap {
  /** What was resampled. */
  readonly unit: 'patient';
  /** How the ends were taken. */
  readonly method: 'percentile';
  /** Seed of the draws. */
  readonly seed: number;
  /** Resamples behind every interval. */
  readonly resamples: number;
  /** Coverage, such as 0.95. */
  readonly level: number;
  /** Draws in which a class that the data has was missing; they were drawn again. */
  readonly redrawn: number;
  /** Figures that were undefined in some resamples, and in how many; usually empty. */
  readonly undefinedIn: Readonly<Partial<Record<MetricName, number>>>;
}

/**
 * The judgement of one model on one part of the data: plain JSON, every figure under the name the
 * field knows it by, each with its interval. Made by {@link evaluatePredictions}.
 */
export interface Evaluation {
  /** The model, as the predictions name it. */
  readonly model: string;
  /** The part of the data, as the predictions name it. */
  readonly split: string;
  /** Examples judged. */
  readonly n: number;
  /** Different patients among them. */
  readonly patients: number;
  /** Examples with PNEUMONIA. */
  readonly positives: number;
  /** NORMAL examples. */
  readonly negatives: number;
  /** Probabilities of at least this value were called PNEUMONIA. */
  readonly threshold: number;
  /** Right and wrong decisions at the threshold. */
  readonly confusion: ConfusionCounts;
  /** Area under the ROC curve, ties counting half; null where a class is missing. */
  readonly auroc: Estimate;
  /** Average precision of PNEUMONIA, without interpolation; null where there is no PNEUMONIA. */
  readonly averagePrecision: Estimate;
  /** Recall of PNEUMONIA at the threshold; null where there is no PNEUMONIA. */
  readonly sensitivity: Estimate;
  /** Recall of NORMAL at the threshold; null where there is no NORMAL. */
  readonly specificity: Estimate;
  /** Positive predictive value at the threshold; null where nothing was called PNEUMONIA. */
  readonly precision: Estimate;
  /** Precision of NORMAL at the threshold; null where nothing was called NORMAL. */
  readonly negativePredictiveValue: Estimate;
  /** F1 of PNEUMONIA at the threshold; null where PNEUMONIA neither occurs nor was called. */
  readonly f1: Estimate;
  /** F1 of NORMAL at the threshold; null where NORMAL neither occurs nor was called. */
  readonly f1Normal: Estimate;
  /** Share of right decisions at the threshold. */
  readonly accuracy: Estimate;
  /** Mean of sensitivity and specificity; null where a class is missing. */
  readonly balancedAccuracy: Estimate;
  /** Mean squared distance of probability and label; 0 is best. */
  readonly brierScore: Estimate;
  /** Subgroups by column and value, in the order of the columns asked for and of the values' names. */
  readonly subgroups: readonly SubgroupEvaluation[];
  /** What would change at another prevalence; only where one was named and both classes are there. */
  readonly atPrevalence?: PrevalenceEvaluation;
  /** A point of the ROC curve; only where its sensitivity was named and both classes are there. */
  readonly atSensitivity?: SensitivityEvaluation;
  /** How the intervals were made. */
  readonly bootstrap: EvaluationBootstrap;
}
