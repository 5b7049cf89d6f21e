import type { Task } from '../workloads.ts';
import type { Result } from './result.ts';
import type { Team } from './Team.ts';

const TOLERANCE = 1e-3;
const BATCH_SIZE = 4;

/**
 * Whether all contestants have done the same work: as many parameters, as many of them trained, and, where
 * no training has changed the weights, the same logits. Whoever differs from the first says so in its row.
 */
export async function checkAgreement(task: Task, results: readonly Result[], team: Team): Promise<void> {
  const first = results.find(({ parameters }) => parameters !== undefined);
  for (const result of results) {
    if (first === undefined || result.parameters === undefined) continue;
    const what = task === 'train' ? (['parameters', 'trainable'] as const) : (['parameters'] as const);
    const other = what.find((key) => result[key] !== first[key]);
    if (other !== undefined)
      result.problem = `not the same work: ${other} ${result[other]}, ${first.rival} has ${first[other]}`;
  }
  // Without weights to take over, everybody has its own.
  if (task === 'train' || first?.rival !== 'pneumo') return;
  let expected: number[] | undefined;
  await team.each(async ({ contestant, result }) => {
    // One image takes such a contestant long enough.
    if (result.batchSize < BATCH_SIZE) return;
    const { logits } = await contestant.ask({ do: 'logits', batchSize: BATCH_SIZE });
    expected ??= logits;
    const scale = Math.max(...expected.map(Math.abs));
    result.logitDifference = Math.max(...logits.map((value, i) => Math.abs(value - expected![i]!))) / scale;
    if (!(result.logitDifference < TOLERANCE))
      result.problem = `not the same work: logits differ by ${result.logitDifference.toExponential(1)} of their size`;
  });
}
