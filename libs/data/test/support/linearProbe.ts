/** What a linear probe learns from and is judged on: one row of features a film. */
export interface ProbeData {
  /** Rows of features. */
  rows: readonly Float32Array[];
  /** 1 = PNEUMONIA. */
  labels: readonly number[];
}

/** Iterations after which the probe is judged: early stopping is a regularisation, from strong to weak. */
const STOPS = [5, 15, 40, 100, 200];

/**
 * Logistic regression on standardised features by accelerated gradient descent (Nesterov 1983, with a
 * little ridge): the highest AUROC on the test rows over the path of early stopping. Choosing on the
 * test rows flatters the probe, so a bound that holds for it holds for an honest one.
 */
export function linearProbe(train: ProbeData, test: ProbeData, ridge = 1e-3): number {
  const scale = standardiser(train.rows);
  const rows = train.rows.map(scale);
  const judged = test.rows.map(scale);
  const width = rows[0]!.length;
  const step = 1 / (0.25 * largestEigenvalue(rows, width) + ridge);
  let weights = new Float64Array(width);
  let ahead = weights;
  const bias = Math.log(mean(train.labels) / (1 - mean(train.labels)));
  let best = 0.5;
  for (let i = 1; i <= STOPS.at(-1)!; i++) {
    const gradient = new Float64Array(width);
    rows.forEach((row, at) => {
      const error = 1 / (1 + Math.exp(-bias - dot(row, ahead))) - train.labels[at]!;
      for (let k = 0; k < width; k++) gradient[k]! += (error / rows.length) * row[k]!;
    });
    const next = new Float64Array(width);
    const momentum = (i - 1) / (i + 2);
    const after = new Float64Array(width);
    for (let k = 0; k < width; k++) {
      next[k] = ahead[k]! - step * (gradient[k]! + ridge * ahead[k]!);
      after[k] = next[k]! + momentum * (next[k]! - weights[k]!);
    }
    weights = next;
    ahead = after;
    if (STOPS.includes(i)) {
      best = Math.max(
        best,
        areaUnderRoc(
          test.labels,
          judged.map((row) => dot(row, weights)),
        ),
      );
    }
  }
  return best;
}

/** Probability that a film with disease scores above one without; ties count half (Mann-Whitney). */
export function areaUnderRoc(labels: readonly number[], scores: readonly number[]): number {
  const ill = scores.filter((_, i) => labels[i] === 1);
  const well = scores.filter((_, i) => labels[i] === 0);
  let won = 0;
  for (const a of ill) for (const b of well) won += a > b ? 1 : a === b ? 0.5 : 0;
  return won / (ill.length * well.length);
}

function standardiser(rows: readonly Float32Array[]): (row: Float32Array) => Float32Array {
  const width = rows[0]!.length;
  const centre = new Float64Array(width);
  const spread = new Float64Array(width);
  for (const row of rows) for (let k = 0; k < width; k++) centre[k]! += row[k]! / rows.length;
  for (const row of rows)
    for (let k = 0; k < width; k++) spread[k]! += (row[k]! - centre[k]!) ** 2 / rows.length;
  return (row) => row.map((value, k) => (value - centre[k]!) / Math.sqrt(spread[k]! || 1));
}

/** Of the rows' covariance, by power iteration; a few per cent too small at worst, hence the factor. */
function largestEigenvalue(rows: readonly Float32Array[], width: number): number {
  let vector = Float64Array.from({ length: width }, (_, k) => 1 + (k % 7) / 7);
  let value = 1;
  for (let i = 0; i < 12; i++) {
    const next = new Float64Array(width);
    for (const row of rows) {
      const along = dot(row, vector) / rows.length;
      for (let k = 0; k < width; k++) next[k]! += along * row[k]!;
    }
    value = Math.sqrt(dot(next, next) / dot(vector, vector));
    const length = Math.sqrt(dot(next, next));
    vector = next.map((entry) => entry / length);
  }
  return 1.1 * value;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
