/** A fitted logistic regression. */
export interface LogisticRegression {
  /** Weight of each standardised feature, then the intercept. */
  readonly weights: readonly number[];
  /** The log-odds of a row of features as they came. */
  logit(row: readonly number[]): number;
}

const ITERATIONS = 30;
const CONVERGED = 1e-8;

/**
 * Fits a logistic regression by Newton's method (iteratively reweighted least squares) on standardised
 * features with a ridge penalty, as scikit-learn's LogisticRegression(C = 1) on StandardScaler's output.
 *
 * @param rows - one row of features each
 * @param labels - 0 or 1
 * @param penalty - half the factor of the squared weights; scikit-learn's 1 / C
 * @returns the fit
 */
export function logisticRegression(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  penalty = 1,
): LogisticRegression {
  const features = rows[0]!.length;
  const centre = Array.from({ length: features }, (_, f) => mean(rows.map((row) => row[f]!)));
  const spread = centre.map((middle, f) => Math.sqrt(mean(rows.map((row) => (row[f]! - middle) ** 2))) || 1);
  const standardised = rows.map((row) => [...row.map((value, f) => (value - centre[f]!) / spread[f]!), 1]);
  const weights = new Array<number>(features + 1).fill(0);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const step = newtonStep(standardised, labels, weights, penalty);
    step.forEach((value, f) => (weights[f]! += value));
    if (Math.max(...step.map(Math.abs)) < CONVERGED) break;
  }
  return {
    weights,
    logit: (row) =>
      row.reduce(
        (sum, value, f) => sum + (weights[f]! * (value - centre[f]!)) / spread[f]!,
        weights[features]!,
      ),
  };
}

function newtonStep(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  weights: readonly number[],
  penalty: number,
): number[] {
  const size = weights.length;
  const gradient = weights.map((weight, f) => (f === size - 1 ? 0 : -penalty * weight));
  const hessian = weights.map((_, f) => weights.map((_, g) => (f === g && f < size - 1 ? penalty : 0)));
  rows.forEach((row, i) => {
    const logit = row.reduce((sum, value, f) => sum + value * weights[f]!, 0);
    const probability = 1 / (1 + Math.exp(-logit));
    const curvature = probability * (1 - probability);
    for (let f = 0; f < size; f++) {
      gradient[f]! += row[f]! * (labels[i]! - probability);
      for (let g = 0; g <= f; g++) hessian[f]![g]! += row[f]! * row[g]! * curvature;
    }
  });
  for (let f = 0; f < size; f++) for (let g = f + 1; g < size; g++) hessian[f]![g] = hessian[g]![f]!;
  // A little on the diagonal keeps a perfectly parted set solvable.
  for (let f = 0; f < size; f++) hessian[f]![f]! += 1e-9;
  return solve(hessian, gradient);
}

/** Gaussian elimination with pivoting of a small system. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = column + 1; row < size; row++) {
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let k = column; k <= size; k++) rows[row]![k]! -= factor * rows[column]![k]!;
    }
  }
  const result = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let value = rows[row]![size]!;
    for (let k = row + 1; k < size; k++) value -= rows[row]![k]! * result[k]!;
    result[row] = value / rows[row]![row]!;
  }
  return result;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
