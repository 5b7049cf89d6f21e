import { PneumoError } from '@pneumo/core';

/**
 * The choices that a probe makes for a machine, as plain JSON. The last bits of a result depend on
 * them, so a resumed run gives the plan of the first one back at registration.
 */
export interface LoweringPlan {
  /** Version of this record; raised when the same plan would give other bits than before. */
  readonly schemaVersion: 2;
  /** Threads within an operator. */
  readonly threads: number;
  /** Channels a block of ONNX Runtime's blocked convolutions (com.microsoft.nchwc); 0 where they are not used. */
  readonly blockSize: number;
}

/**
 * Checks a plan that came from outside.
 *
 * @param plan - parsed JSON
 * @throws PneumoError `INVALID_PLAN` naming the field
 */
export function checkPlan(plan: LoweringPlan): LoweringPlan {
  const given: Partial<Record<keyof LoweringPlan, unknown>> = plan ?? {};
  for (const [field, [least, most]] of Object.entries(BOUNDS) as [
    keyof LoweringPlan,
    readonly [number, number],
  ][]) {
    const value = given[field];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) continue;
    const expected = least === most ? String(least) : `a whole number of at least ${least}`;
    throw new PneumoError(
      'INVALID_PLAN',
      `The lowering plan has ${field} ${String(value)}; expected ${expected}. Leave the plan out to probe again.`,
      { details: { field, value } },
    );
  }
  return plan;
}

const BOUNDS: Readonly<Record<keyof LoweringPlan, readonly [number, number]>> = {
  schemaVersion: [2, 2],
  threads: [1, Number.MAX_SAFE_INTEGER],
  blockSize: [0, Number.MAX_SAFE_INTEGER],
};
