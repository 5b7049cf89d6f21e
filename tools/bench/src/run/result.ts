import type { Task } from '../workloads.ts';

/** What was seen of one rival in one task; the parts that it did not reach are missing. */
export interface Result {
  readonly workload: string;
  readonly task: Task;
  readonly rival: string;
  /** Versions and threads, as it says itself. */
  about?: string;
  readonly batchSize: number;
  /** Images a second, one figure a round; null for a round that it sat out. */
  readonly imagesPerSecond: (number | null)[];
  /** The very first batch: tracing, compiling and running. */
  firstStepSeconds?: number;
  /** Batches of another size: the first, which is traced and compiled anew, the second, and one of later. */
  otherSize?: { first: number; second: number; later: number };
  /** Greatest resident memory of its process, before the other size. */
  peakBytes?: number;
  parameters?: number;
  trainable?: number;
  /** Greatest difference of its logits from pneumo's, with the same weights, over pneumo's greatest. */
  logitDifference?: number;
  /** Why it went no further, or what is wrong with it. */
  problem?: string;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The rounds of a result that count. */
export function counted({ imagesPerSecond }: Result): number[] {
  return imagesPerSecond.filter((value) => value !== null);
}

/** Ratios to a reference, one for each round in which both had a turn. */
export function ratios(result: Result, reference: Result): number[] {
  return result.imagesPerSecond.flatMap((value, round) => {
    const other = reference.imagesPerSecond[round] ?? null;
    return value === null || other === null ? [] : [value / other];
  });
}
