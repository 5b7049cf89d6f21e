import { PneumoError } from '@pneumo/core';
import { sigmoid } from './sigmoid.ts';
import { softplus } from './softplus.ts';

/** How {@link fitLogistic} fits. */
export interface LogisticOptions {
  /** Whether a constant is fitted beside the weights. */
  readonly intercept: boolean;
  /** Half of this times the sum of squared weights is added to the loss; scikit-learn's 1 / C. */
  readonly l2?: number;
  /** Keeps all weights at 0 or above. */
  readonly nonNegative?: boolean;
}

/** A fitted logistic regression. */
export interface LogisticFit {
  /** One weight for each column. */
  readonly weights: number[];
  /** 0 where none was fitted. */
  readonly intercept: number;
}

/**
 * Logistic regression by Newton's method with step halving: the sum of the log losses, and half of `l2` times the
 * squared weights, is brought to its one minimum. Under non-negative weights by Lawson and Hanson's active set.
 *
 * @param columns - one list of finite values for each weight
 * @param targets - from 0 to 1, as many as values
 * @param options - constant, penalty, sign
 * @returns the weights
 * @throws PneumoError `UNDETERMINED` where the minimum is not one finite point: a column without differences, columns
 *   that depend on each other, or classes that can be told apart without an error and no penalty
 */
export function fitLogistic(
  columns: readonly ArrayLike<number>[],
  targets: ArrayLike<number>,
  { intercept, l2 = 0, nonNegative = false }: LogisticOptions,
): LogisticFit {
  const constant = intercept ? [new Float64Array(targets.length).fill(1)] : [];
  const problem: Problem = { columns: [...columns, ...constant], targets, l2, penalised: columns.length };
  const all = problem.columns.map((_, j) => j);
  const theta = nonNegative ? activeSet(problem, all) : newton(problem, all, new Array(all.length).fill(0));
  if (l2 === 0) refuseSeparated(problem, theta);
  return { weights: theta.slice(0, columns.length), intercept: intercept ? theta[columns.length]! : 0 };
}

interface Problem {
  columns: readonly ArrayLike<number>[];
  targets: ArrayLike<number>;
  l2: number;
  /** The first so many columns are penalised and, where asked, not negative; the constant stands behind them. */
  penalised: number;
}

function activeSet(problem: Problem, all: readonly number[]): number[] {
  let free = all.filter((j) => j >= problem.penalised);
  let theta = newton(problem, free, new Array(all.length).fill(0));
  for (let round = 0; round < 10 * all.length; round++) {
    const { gradient } = derivatives(problem, all, theta);
    const entering = all
      .filter((j) => !free.includes(j) && gradient[j]! < -1e-9 * problem.targets.length)
      .toSorted((a, b) => gradient[a]! - gradient[b]!)[0];
    if (entering === undefined) return theta;
    free = [...free, entering].toSorted((a, b) => a - b);
    let next = newton(problem, free, theta);
    for (;;) {
      const fallen = free.filter((j) => j < problem.penalised && next[j]! <= 0);
      if (fallen.length === 0) break;
      // As far towards the new minimum as no weight becomes negative; the first that becomes 0 leaves.
      const share = Math.min(...fallen.map((j) => theta[j]! / (theta[j]! - next[j]!)));
      theta = theta.map((value, j) => value + share * (next[j]! - value));
      free = free.filter((j) => !fallen.includes(j) || theta[j]! > 1e-14);
      theta = theta.map((value, j) => (free.includes(j) ? value : 0));
      next = newton(problem, free, theta);
    }
    theta = next;
  }
  throw undetermined('the weights go round in circles');
}

/** Moves the free parameters to the minimum; the others stay. */
function newton(problem: Problem, free: readonly number[], start: readonly number[]): number[] {
  let theta = [...start];
  if (free.length === 0) return theta;
  let loss = lossAt(problem, theta);
  for (let iteration = 0; iteration < 200; iteration++) {
    const { gradient, hessian } = derivatives(problem, free, theta);
    const step = solve(hessian, gradient);
    const decrement = step.reduce((sum, value, k) => sum + value * gradient[k]!, 0);
    for (let share = 1; ; share /= 2) {
      const next = [...theta];
      free.forEach((j, k) => (next[j]! -= share * step[k]!));
      const reached = lossAt(problem, next);
      // The loss is known to some 16 digits only: below that the step is as good as exact and is taken whole.
      if (reached <= loss || decrement < 1e-12 * (1 + loss)) {
        theta = next;
        loss = reached;
        break;
      }
      if (share < 1e-10) throw undetermined('no step lowers the loss');
    }
    if (decrement < 1e-15 * (1 + loss)) return theta;
  }
  throw undetermined('the weights grow without end');
}

function scoreOf({ columns }: Problem, theta: readonly number[], i: number): number {
  let score = 0;
  columns.forEach((column, j) => (score += theta[j]! * column[i]!));
  return score;
}

function lossAt(problem: Problem, theta: readonly number[]): number {
  let loss = 0;
  for (let j = 0; j < problem.penalised; j++) loss += (problem.l2 / 2) * theta[j]! ** 2;
  for (let i = 0; i < problem.targets.length; i++) {
    const score = scoreOf(problem, theta, i);
    const target = problem.targets[i]!;
    loss += target * softplus(-score) + (1 - target) * softplus(score);
  }
  return loss;
}

function derivatives(
  problem: Problem,
  of: readonly number[],
  theta: readonly number[],
): { gradient: number[]; hessian: number[][] } {
  const { columns, targets, l2, penalised } = problem;
  const ridge = (j: number): number => (j < penalised ? l2 : 0);
  const gradient = of.map((j) => ridge(j) * theta[j]!);
  const hessian = of.map((j, k) => of.map((_, m) => (k === m ? ridge(j) : 0)));
  for (let i = 0; i < targets.length; i++) {
    const score = scoreOf(problem, theta, i);
    const error = sigmoid(score) - targets[i]!;
    const curvature = sigmoid(score) * sigmoid(-score);
    of.forEach((j, k) => {
      const value = columns[j]![i]!;
      gradient[k]! += error * value;
      for (let m = 0; m <= k; m++) hessian[k]![m]! += curvature * value * columns[of[m]!]![i]!;
    });
  }
  return { gradient, hessian };
}

/** Solves a symmetric positive system, of which the lower half is given, by Cholesky's factors. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const lower = matrix.map((row) => [...row]);
  for (let k = 0; k < size; k++) {
    for (let m = 0; m <= k; m++) {
      let sum = matrix[k]![m]!;
      for (let l = 0; l < m; l++) sum -= lower[k]![l]! * lower[m]![l]!;
      if (k > m) lower[k]![m] = sum / lower[m]![m]!;
      else if (sum > 1e-13 * matrix[k]![k]!) lower[k]![k] = Math.sqrt(sum);
      else throw undetermined('its inputs do not differ, or one follows from the others');
    }
  }
  const x = [...right];
  for (let k = 0; k < size; k++) {
    for (let l = 0; l < k; l++) x[k]! -= lower[k]![l]! * x[l]!;
    x[k]! /= lower[k]![k]!;
  }
  for (let k = size - 1; k >= 0; k--) {
    for (let l = k + 1; l < size; l++) x[k]! -= lower[l]![k]! * x[l]!;
    x[k]! /= lower[k]![k]!;
  }
  return x;
}

/** Where every example is on its side, longer weights are better without end: there is no minimum. */
function refuseSeparated(problem: Problem, theta: readonly number[]): void {
  for (let i = 0; i < problem.targets.length; i++) {
    const target = problem.targets[i]!;
    if (target !== 0 && target !== 1) return;
    if ((2 * target - 1) * scoreOf(problem, theta, i) <= 0) return;
  }
  throw undetermined('the classes are told apart without an error, so that no finite weights are the best');
}

function undetermined(why: string): PneumoError {
  return new PneumoError('UNDETERMINED', `A logistic regression has no one solution: ${why}.`);
}
