import type { AugmentPolicy } from '../augmentPolicy.ts';
import { augMixPolicy } from './augMixPolicy.ts';
import { chestPolicy } from './chestPolicy.ts';
import { identityPolicy } from './identityPolicy.ts';
import { randAugmentPolicy } from './randAugmentPolicy.ts';
import { robustPolicy } from './robustPolicy.ts';
import { strongPolicy } from './strongPolicy.ts';
import { studyPolicy } from './studyPolicy.ts';
import { trivialAugmentPolicy } from './trivialAugmentPolicy.ts';

/** The names of the presets, as a configuration writes them. */
export type PolicyName =
  'none' | 'study' | 'strong' | 'robust' | 'chest' | 'rand-augment' | 'trivial-augment' | 'aug-mix';

/**
 * The presets by name: for command lines and configuration files.
 *
 * @example
 * ```ts
 * Object.keys(namedPolicies); // ['none', 'study', 'strong', 'robust', 'chest', 'rand-augment', 'trivial-augment', 'aug-mix']
 * ```
 */
export const namedPolicies: Readonly<Record<PolicyName, AugmentPolicy>> = Object.freeze({
  none: identityPolicy,
  study: studyPolicy,
  strong: strongPolicy,
  robust: robustPolicy,
  chest: chestPolicy,
  'rand-augment': randAugmentPolicy,
  'trivial-augment': trivialAugmentPolicy,
  'aug-mix': augMixPolicy,
});
