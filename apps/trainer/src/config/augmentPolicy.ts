import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type AugmentPolicy, checkPolicy, namedPolicies } from '@pneumo/augment';
import { didYouMean, PneumoError } from '@pneumo/core';
import { z } from 'zod';

/** A preset's name, a file's path, or a whole policy, which {@link checkPolicy} checks field by field. */
export const augmentSchema = z.union([z.string().min(1), z.record(z.string(), z.unknown())]);

/**
 * What a configuration says about augmentation, made independent of files: a preset stays a name, a file becomes the
 * policy in it, so that the run folder's config.json says all.
 *
 * @param augment - a preset's name, a JSON file's path, or a policy
 * @param pathOf - makes a path absolute
 * @returns a preset's name or a policy
 * @throws PneumoError `INVALID_CONFIG` for an unknown name or a file that is not JSON, `NOT_FOUND`, and
 *   `INVALID_AUGMENTATION` naming the field of the policy that is wrong
 */
export function boundAugment<T extends z.infer<typeof augmentSchema>>(
  augment: T,
  pathOf: (path: string) => string,
): T | Record<string, unknown> {
  if (typeof augment !== 'string') {
    checkPolicy(augment, 'augment');
    return augment;
  }
  if (Object.hasOwn(namedPolicies, augment)) return augment;
  return { ...readPolicy(pathOf(augment), `--augment is '${augment}'`) };
}

/** The policy that {@link boundAugment} gave. */
export function policyNamed(augment: z.infer<typeof augmentSchema>): AugmentPolicy {
  return typeof augment === 'string'
    ? namedPolicies[augment as keyof typeof namedPolicies]
    : checkPolicy(augment, 'augment');
}

/**
 * Reads a policy from a JSON file.
 *
 * @param path - the file
 * @param came - the beginning of the sentence that refuses a name which is no file's
 * @param others - further words that are known in this place
 */
export function readPolicy(path: string, came: string, others: readonly string[] = []): AugmentPolicy {
  if (!/\.json$/i.test(path)) {
    const names = [...Object.keys(namedPolicies), ...others];
    throw new PneumoError(
      'INVALID_CONFIG',
      `${came}; expected ${names.join(', ')} or a file that ends in .json.${didYouMean(basename(path), names)}`,
    );
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PneumoError('NOT_FOUND', `The policy ${path} cannot be read; expected a JSON file.`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PneumoError('INVALID_CONFIG', `${path} is not valid JSON: ${(cause as Error).message}.`, {
      cause,
    });
  }
  return checkPolicy(value, basename(path));
}
