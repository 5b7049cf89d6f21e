import type { AugmentPolicy } from '../augmentPolicy.ts';

/** Makes a preset unchangeable. */
export function deepFreeze(policy: AugmentPolicy): AugmentPolicy {
  for (const operation of policy.operations) Object.freeze(operation);
  Object.freeze(policy.operations);
  return Object.freeze(policy);
}
