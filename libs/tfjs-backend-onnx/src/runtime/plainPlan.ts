import type { LoweringPlan } from '../graph/LoweringPlan.ts';

/** The plan of a runtime without the processor's blocked convolutions; there is nothing to probe. */
export function plainPlan(threads: number, workspace: number): LoweringPlan {
  return { schemaVersion: 1, threads, blockSize: 0, workspace };
}
