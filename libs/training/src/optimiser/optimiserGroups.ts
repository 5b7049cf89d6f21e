import { checkNumber, checkPositive, PneumoError } from '@pneumo/core';

/** Weights that learn at a rate, or decay with a strength, of their own. */
export interface OptimiserGroup {
  /** Names of the weights, such as `layer4.0.conv1/kernel`; frozen ones may be among them. */
  readonly weights: readonly string[];
  /** What the schedule's learning rate is multiplied by for these weights, 1 by default; above 0. */
  readonly learningRateFactor?: number;
  /** The weight decay of these weights; the optimiser's by default. `decays` holds for them too. */
  readonly weightDecay?: number;
}

const known = ['name', 'weights', 'learningRateFactor', 'weightDecay'];

/**
 * Checks the groups of an optimiser, which may come from a JSON file.
 *
 * @throws PneumoError `INVALID_ARGUMENT` naming the group and what is wrong with it
 */
export function checkGroups(groups: readonly OptimiserGroup[] | undefined): void {
  if (groups === undefined) return;
  const owner = new Map<string, number>();
  const refuse = (problem: string): never => {
    throw new PneumoError('INVALID_ARGUMENT', `optimiser.groups${problem}.`);
  };
  if (!Array.isArray(groups)) refuse(' is no list; expected objects with weights, a list of names');
  for (const [i, group] of groups.entries()) {
    if (typeof group !== 'object' || group === null)
      refuse(`[${i}] is ${String(group)}; expected an object with weights, a list of names`);
    const { weights, learningRateFactor, weightDecay } = group;
    const unknown = Object.keys(group).find((key) => !known.includes(key));
    if (unknown !== undefined) {
      refuse(`[${i}] has the field '${unknown}'; expected ${known.slice(1).join(', ')}, or a name`);
    }
    if (!Array.isArray(weights) || !weights.every((name) => typeof name === 'string')) {
      refuse(`[${i}].weights is no list of names; expected some such as ['head/kernel', 'head/bias']`);
    }
    if (learningRateFactor !== undefined) {
      checkPositive(`optimiser.groups[${i}].learningRateFactor`, learningRateFactor);
    }
    if (weightDecay !== undefined) {
      checkNumber(`optimiser.groups[${i}].weightDecay`, weightDecay, { min: 0 });
    }
    for (const name of weights) {
      const other = owner.get(name);
      if (other !== undefined) refuse(`[${i}] names '${name}', which group ${other} has already`);
      owner.set(name, i);
    }
  }
}

/**
 * Checks that every weight that a group names is one of the model's.
 *
 * @throws PneumoError `INVALID_ARGUMENT` naming those that are not
 */
export function checkGroupNames(
  groups: readonly OptimiserGroup[] | undefined,
  names: readonly string[],
): void {
  const there = new Set(names);
  const missing = (groups ?? []).flatMap(({ weights }) => weights).filter((name) => !there.has(name));
  if (missing.length === 0) return;
  throw new PneumoError(
    'INVALID_ARGUMENT',
    `optimiser.groups names ${missing
      .slice(0, 4)
      .map((name) => `'${name}'`)
      .join(
        ', ',
      )}${missing.length > 4 ? ` and ${missing.length - 4} more` : ''}, which the model does not have; its weights are named like '${names[0]}'.`,
    { details: { missing } },
  );
}

/** A weight's factor of the learning rate, and its weight decay. */
export interface GroupNumbers {
  /** Factor of the learning rate. */
  readonly factor: number;
  /** Weight decay. */
  readonly decay: number;
}

/** The numbers of a weight: its group's, or the optimiser's own. */
export function groupNumbers(
  groups: readonly OptimiserGroup[] | undefined,
  name: string,
  decay: number,
): GroupNumbers {
  const group = groups?.find(({ weights }) => weights.includes(name));
  return { factor: group?.learningRateFactor ?? 1, decay: group?.weightDecay ?? decay };
}
