import { median, ratios, type Result } from '../run/result.ts';
import { REFERENCE } from '../rivals.ts';
import type { Task } from '../workloads.ts';

/** Least ratio to PyTorch: [with AVX-512, with AVX2 only]. */
const RATIO_GOALS: Record<string, Record<Task, readonly [number, number]>> = {
  cnn: { train: [1, 1.3], infer: [1.2, 1.5] },
  'resnet50-150': { train: [1, 1.2], infer: [1.2, 1.4] },
  'resnet50-224': { train: [1, 1.2], infer: [1.2, 1.4] },
  'efficientnet-lite0': { train: [1, 1], infer: [1, 1] },
};
const MEMORY_GOAL = 1.3;
const FIRST_STEP_GOAL = 3;
const OTHER_SIZE_GOAL = 1;

/** One goal and what was reached. */
export interface Goal {
  readonly workload: string;
  readonly task: Task;
  readonly what: string;
  readonly value: number;
  readonly goal: number;
  readonly reached: boolean;
}

/** The project's own goals, as far as these results speak of them. */
export function goals(results: readonly Result[], avx512: boolean): Goal[] {
  const found: Goal[] = [];
  for (const ours of results.filter(({ rival }) => rival === 'pneumo')) {
    const { workload, task } = ours;
    const atLeast = (what: string, value: number, goal: number): void =>
      void found.push({ workload, task, what: `${what}, at least`, value, goal, reached: value >= goal });
    const atMost = (what: string, value: number, goal: number): void =>
      void found.push({ workload, task, what: `${what}, at most`, value, goal, reached: value <= goal });
    const rival = results.find(
      (entry) => entry.rival === REFERENCE && entry.workload === workload && entry.task === task,
    );
    const found32 = rival === undefined ? [] : ratios(ours, rival);
    if (found32.length > 0)
      atLeast('speed in ratio to PyTorch', median(found32), RATIO_GOALS[workload]![task][avx512 ? 0 : 1]);
    if (task === 'train' && ours.peakBytes !== undefined && rival?.peakBytes !== undefined)
      atMost('peak memory in ratio to PyTorch', ours.peakBytes / rival.peakBytes, MEMORY_GOAL);
    if (ours.firstStepSeconds !== undefined)
      atMost('first step in s', ours.firstStepSeconds, FIRST_STEP_GOAL);
    if (ours.otherSize !== undefined) {
      const { first, second, later } = ours.otherSize;
      atMost('what a new batch size adds in s', Math.max(0, first + second - 2 * later), OTHER_SIZE_GOAL);
    }
  }
  return found;
}
