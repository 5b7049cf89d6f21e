import type { LeakGroup } from './leakGroups.ts';

/**
 * Shares groups out to folds so that every fold has nearly the same share of every stratum: the groups with
 * the least even counts first, each to the fold whose gain keeps the spread of the shares smallest, ties to
 * the smaller fold. The algorithm of scikit-learn's StratifiedGroupKFold.
 *
 * @param groups - the groups; among equals the earlier one is placed first
 * @param folds - number of folds, from 2
 * @returns for each group its fold, from 0
 */
export function stratifiedGroupFolds(groups: readonly Pick<LeakGroup, 'counts'>[], folds: number): number[] {
  const strata = [...new Set(groups.flatMap(({ counts }) => [...counts.keys()]))].sort();
  const table = groups.map(({ counts }) => strata.map((stratum) => counts.get(stratum) ?? 0));
  const totals = strata.map((_, s) => sum(table.map((row) => row[s]!)));
  const inFold = Array.from({ length: folds }, () => strata.map(() => 0));
  const result = new Array<number>(groups.length).fill(0);
  const order = table
    .map((row, group) => ({ group, unevenness: standardDeviation(row) }))
    .sort((a, b) => b.unevenness - a.unevenness || a.group - b.group);
  for (const { group } of order) {
    const fold = bestFold(table[group]!, inFold, totals);
    result[group] = fold;
    table[group]!.forEach((count, s) => (inFold[fold]![s]! += count));
  }
  return result;
}

function bestFold(
  counts: readonly number[],
  inFold: readonly (readonly number[])[],
  totals: readonly number[],
): number {
  let [best, bestSpread, bestSize] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  inFold.forEach((_, fold) => {
    const spread = mean(
      totals.map((total, s) =>
        standardDeviation(inFold.map((row, other) => (row[s]! + (other === fold ? counts[s]! : 0)) / total)),
      ),
    );
    const size = sum(inFold[fold]!);
    const equal = Math.abs(spread - bestSpread) <= 1e-8 + 1e-5 * Math.abs(bestSpread);
    if (spread < bestSpread || (equal && size < bestSize)) {
      [best, bestSpread, bestSize] = [fold, spread, size];
    }
  });
  return best;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
