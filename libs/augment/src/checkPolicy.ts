import type { AugmentPolicy } from './augmentPolicy.ts';
import { checkCommon, checkKeys, checkLine } from './checkLines.ts';

/**
 * Checks a policy that came from outside, such as a configuration file.
 *
 * @param value - anything
 * @param name - what to call it in the message
 * @returns the policy, unchanged
 * @throws PneumoError `INVALID_AUGMENTATION` naming the first field that is unknown, missing or out of bounds
 *
 * @example
 * ```ts
 * const json = '{ "version": 1, "fill": 0, "operations": [{ "type": "rotation", "degrees": 5 }] }';
 * checkPolicy(JSON.parse(json)).fill; // 0
 * ```
 */
export function checkPolicy(value: unknown, name = 'policy'): AugmentPolicy {
  checkKeys(name, value, ['version', 'fill', 'operations'], ['interpolation']);
  const policy = value as AugmentPolicy;
  checkCommon(name, value as Record<string, unknown>);
  policy.operations.forEach((line, index) => checkLine(`${name}.operations[${index}]`, line, 'policy'));
  return policy;
}
