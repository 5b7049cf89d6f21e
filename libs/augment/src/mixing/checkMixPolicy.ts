import { checkNumber, checkOneOf, checkProbability, PneumoError } from '@pneumo/core';
import type { MixPolicy } from './mixRecord.ts';

/**
 * Checks a policy of mixing that came from outside, such as a configuration.
 *
 * @param policy - anything
 * @param name - what to call it in the message
 * @returns the policy, unchanged
 * @throws PneumoError `INVALID_ARGUMENT` naming the field that is out of bounds
 *
 * @example
 * ```ts
 * checkMixPolicy({ version: 1, kind: 'mixup', alpha: 0.2 }).kind; // 'mixup'
 * ```
 */
export function checkMixPolicy(policy: MixPolicy, name = 'policy'): MixPolicy {
  if (policy.version !== 1) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `${name}.version is ${String(policy.version)}; this version reads 1.`,
    );
  }
  checkOneOf(`${name}.kind`, policy.kind, ['mixup', 'cutmix']);
  checkNumber(`${name}.alpha`, policy.alpha, { min: 1e-3, max: 100 });
  checkProbability(`${name}.probability`, policy.probability ?? 1);
  return policy;
}
