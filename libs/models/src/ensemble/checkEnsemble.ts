import { PneumoError, showValue } from '@pneumo/core';
import { checkEnsembleRule } from '@pneumo/metrics';
import { checkOutcome, invalidField } from '../contract/checkOutcome.ts';
import { ENSEMBLE_SCHEMA_VERSION, type EnsembleContract } from './ensembleContract.ts';

/** More members than anybody runs; a file that names more is refused. */
const MAX_MEMBERS = 1000;

/**
 * Checks that a value, which may come from a file, is an ensemble's contract of the version that this package
 * understands.
 *
 * @param value - anything
 * @returns the value as a contract
 * @throws PneumoError `CONTRACT_MISSING`, `CONTRACT_VERSION`, or `INVALID_CONTRACT` naming the field that does not fit
 *
 * @example
 * ```ts
 * const ensemble = checkEnsemble({
 *   schemaVersion: 1,
 *   members: [{ name: 'a', folder: 'members/1', weightsSha256: '0'.repeat(64) }],
 *   rule: { method: 'mean-logit', weights: [1], intercept: 0 },
 *   classNames: ['NORMAL', 'PNEUMONIA'],
 * });
 * ensemble.members.length; // 1
 * ```
 */
export function checkEnsemble(value: unknown): EnsembleContract {
  if (typeof value !== 'object' || value === null)
    throw new PneumoError('CONTRACT_MISSING', 'This is no contract of an ensemble; expected an object.');
  const ensemble = value as EnsembleContract;
  if (ensemble.schemaVersion !== ENSEMBLE_SCHEMA_VERSION) {
    throw new PneumoError(
      'CONTRACT_VERSION',
      `The ensemble's contract has schema version ${showValue(ensemble.schemaVersion)}; this package reads version ` +
        `${ENSEMBLE_SCHEMA_VERSION}. Use the version of @pneumo/models that saved it.`,
    );
  }
  try {
    checkFields(ensemble);
  } catch (cause) {
    throw new PneumoError(
      'INVALID_CONTRACT',
      `The ensemble's contract does not hold: ${(cause as Error).message}`,
      { cause },
    );
  }
  return ensemble;
}

function checkFields(ensemble: EnsembleContract): void {
  const { members, rule } = ensemble;
  if (!Array.isArray(members) || members.length < 1 || members.length > MAX_MEMBERS)
    throw invalidField('members', members, `a list of 1 to ${MAX_MEMBERS}`);
  members.forEach((member, m) => {
    if (typeof member?.name !== 'string') throw invalidField(`members[${m}].name`, member?.name, 'a text');
    // A member stands below the ensemble: a path that leads elsewhere is refused.
    const parts = typeof member.folder === 'string' ? member.folder.split('/') : [''];
    if (parts.some((part) => !/^[\w.-]+$/.test(part) || /^\.+$/.test(part)))
      throw invalidField(`members[${m}].folder`, member.folder, "a folder below, such as 'members/1'");
    if (typeof member.weightsSha256 !== 'string' || !/^[0-9a-f]{64}$/.test(member.weightsSha256))
      throw invalidField(`members[${m}].weightsSha256`, member.weightsSha256, '64 hexadecimal digits');
  });
  checkEnsembleRule(rule);
  if (rule.weights.length !== members.length)
    throw invalidField('rule.weights', rule.weights, `one weight for each of ${members.length} members`);
  checkOutcome(ensemble);
  const { manifestHash } = ensemble;
  if (manifestHash !== undefined && typeof manifestHash !== 'string')
    throw invalidField('manifestHash', manifestHash, 'a text');
}
