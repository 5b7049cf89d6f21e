import type { Contestant, Task } from './contestant.ts';

/** Images a second of one contestant in one task, one figure a round. */
export interface Measurement {
  contestant: string;
  task: Task;
  imagesPerSecond: number[];
}

/** How long and how often. */
export interface CompareOptions {
  tasks: readonly Task[];
  rounds: number;
  batchesPerRound: Readonly<Record<Task, number>>;
  batchSize: number;
  onRound?: (round: number) => void;
}

/**
 * Lets the contestants take turns, round by round, so that a machine that slows down slows down all
 * of them. One round of warm-up is not counted.
 */
export async function compare(
  contestants: readonly Contestant[],
  options: CompareOptions,
): Promise<Measurement[]> {
  const results = contestants.flatMap((contestant) =>
    options.tasks.map((task) => ({ contestant: contestant.name, task, imagesPerSecond: [] as number[] })),
  );
  for (let round = 0; round <= options.rounds; round++) {
    for (const task of options.tasks) {
      for (const contestant of contestants) {
        const batches = round === 0 ? 2 : options.batchesPerRound[task];
        const seconds = await contestant.measure(task, batches);
        if (round === 0) continue;
        const row = results.find((entry) => entry.contestant === contestant.name && entry.task === task)!;
        row.imagesPerSecond.push((batches * options.batchSize) / seconds);
      }
    }
    options.onRound?.(round);
  }
  return results;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
