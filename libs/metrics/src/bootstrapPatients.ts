import { checkInteger, checkNumber, PneumoError, randomStream } from '@pneumo/core';

/** How a bootstrap over patients is drawn. */
export interface BootstrapOptions {
  /** The seed; the same seed gives the same intervals, bit for bit. Whole, 0 to 2^53 − 1. */
  readonly seed: number;
  /** How many resamples are drawn, at least 1; 2,000 by default. */
  readonly resamples?: number;
  /** Coverage of the intervals, over 0 and under 1; 0.95 by default. */
  readonly level?: number;
}

/** Low and high end of a percentile interval; null where no resample has a value. */
export interface BootstrapInterval {
  /** The lower end. */
  readonly low: number | null;
  /** The upper end. */
  readonly high: number | null;
  /** Resamples in which the statistic was undefined (null); the ends come from the others. */
  readonly undefinedIn: number;
}

/** What {@link bootstrapPatients} gives. */
export interface BootstrapResult {
  /** One interval for each statistic, in their order. */
  readonly intervals: readonly BootstrapInterval[];
  /** How many different patients were drawn from. */
  readonly patients: number;
  /** Draws that `statistics` refused and that were drawn again. */
  readonly redrawn: number;
}

/** More refusals than this for each resample wanted mean that the statistic can never be had. */
const MOST_REDRAWS = 100;

/**
 * Percentile intervals of any statistics by the cluster bootstrap: patients are drawn with
 * replacement, as many as there are, and all images of a patient come along each time, because two
 * images of one patient are not two patients. A resample is given as weights (how often each image
 * counts), so that sorted scores can be used again. The order of the images changes no draw.
 *
 * Efron, Tibshirani, "An introduction to the bootstrap" (1993), chapter 13; Field, Welsh,
 * "Bootstrapping clustered data", J. R. Statist. Soc. B 69 (2007). The ends are quantiles with
 * linear interpolation (NumPy's default).
 *
 * @param patients - the patient of every image
 * @param statistics - takes the weight of every image (do not keep it) and gives one value for each
 *   statistic, null where undefined; undefined instead of the list asks for another draw, as where a
 *   class is missing
 * @param options - seed, number of resamples, level
 * @returns one interval for each statistic; with fewer than two patients both ends are null, since
 *   nothing can be said about the spread between patients
 * @throws PneumoError `INVALID_ARGUMENT`; `BOOTSTRAP_IMPOSSIBLE` when almost every draw is refused
 *
 * @example
 * ```ts
 * const value = [1, 0, 1, 1];
 * const mean = (weights) => [value.reduce((sum, v, i) => sum + v * weights[i], 0) / weights.reduce((a, b) => a + b)];
 * const { intervals } = bootstrapPatients(['a', 'a', 'b', 'b'], mean, { seed: 1 });
 * intervals[0].high; // 1
 * ```
 */
export function bootstrapPatients(
  patients: readonly string[],
  statistics: (weights: Uint32Array) => readonly (number | null)[] | undefined,
  { seed, resamples = 2000, level = 0.95 }: BootstrapOptions,
): BootstrapResult {
  checkInteger('resamples', resamples, { min: 1, max: 1_000_000 });
  checkNumber('level', level, { min: Number.EPSILON, max: 1 - Number.EPSILON });
  const names = [...new Set(patients)].sort();
  const place = new Map(names.map((name, index) => [name, index]));
  const patientOf = Uint32Array.from(patients, (name) => place.get(name)!);
  const drawn = new Uint32Array(names.length);
  const weights = new Uint32Array(patients.length);
  const values: (readonly (number | null)[])[] = [];
  const stream = randomStream(seed, 'bootstrap-patients');
  const enough = names.length < 2 ? 0 : resamples;
  let redrawn = 0;
  while (values.length < enough) {
    drawn.fill(0);
    for (let k = 0; k < names.length; k++) drawn[stream.integer(names.length)]!++;
    for (let i = 0; i < weights.length; i++) weights[i] = drawn[patientOf[i]!]!;
    const result = statistics(weights);
    if (result !== undefined) values.push(result);
    else if (++redrawn > MOST_REDRAWS * resamples) {
      throw new PneumoError(
        'BOOTSTRAP_IMPOSSIBLE',
        `${redrawn} draws of ${names.length} patients gave ${values.length} usable resamples; expected more patients of each class.`,
      );
    }
  }
  const count = values[0]?.length ?? statistics(weights.fill(1))?.length ?? 0;
  return {
    intervals: Array.from({ length: count }, (_, s) =>
      percentileInterval(
        values.map((v) => v[s]!),
        level,
      ),
    ),
    patients: names.length,
    redrawn,
  };
}

function percentileInterval(values: readonly (number | null)[], level: number): BootstrapInterval {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
  const undefinedIn = values.length - sorted.length;
  if (sorted.length === 0) return { low: null, high: null, undefinedIn };
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2), undefinedIn };
}

/** Quantile of sorted numbers, linear between neighbours (type 7 of Hyndman and Fan). */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}
