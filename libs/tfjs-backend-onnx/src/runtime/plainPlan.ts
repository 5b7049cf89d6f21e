import type { LoweringPlan } from '../graph/LoweringPlan.ts';

/** The plan of a runtime without the processor's blocked convolutions; there is nothing to probe. */
export function plainPlan(threads: number): LoweringPlan {
  return { schemaVersion: 2, threads, blockSize: 0 };
}
