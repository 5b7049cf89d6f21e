import { checkInteger, PneumoError } from '@pneumo/core';

/**
 * The choices that a probe makes for a machine, as plain JSON. The last bits of a result depend on
 * them, so a resumed run gives the plan of the first one back at registration.
 */
export interface LoweringPlan {
  /** Version of this record. */
  readonly schemaVersion: 1;
  /** Threads within an operator. */
  readonly threads: number;
  /** Channels a block of ONNX Runtime's blocked convolutions (com.microsoft.nchwc); 0 where they are not used. */
  readonly blockSize: number;
  /** Elements of shifted copies that the gradient of a filter may hold at once; beyond, it goes through the batch in parts. */
  readonly workspace: number;
}

/** Elements of {@link LoweringPlan.workspace}: with the greater one, fewer passes; with the smaller one, a lower peak. */
export const WORKSPACE = { fast: 48_000_000, small: 12_000_000 } as const;

/**
 * Checks a plan that came from outside.
 *
 * @param plan - parsed JSON
 * @throws PneumoError `INVALID_PLAN` naming the field
 */
export function checkPlan(plan: LoweringPlan): LoweringPlan {
  if (plan.schemaVersion !== 1) {
    throw new PneumoError(
      'INVALID_PLAN',
      `The lowering plan has schemaVersion ${String(plan.schemaVersion)}; expected 1. Leave the plan out to probe again.`,
    );
  }
  checkInteger('plan.threads', plan.threads, { min: 1 });
  checkInteger('plan.blockSize', plan.blockSize, { min: 0 });
  checkInteger('plan.workspace', plan.workspace, { min: 1 });
  return plan;
}
