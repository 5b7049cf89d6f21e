import { openLines, outcomeLines } from '../cardLines.ts';
import type { DataContract } from '../contract/dataContract.ts';
import type { EnsembleContract } from './ensembleContract.ts';

/**
 * A draft of a model card (Mitchell et al. 2019, arXiv:1810.03993) of an ensemble in Markdown, from what it and its
 * members know. What only people know is marked `TODO`.
 *
 * @param ensemble - its contract
 * @param members - the contracts of its members, in its order
 * @returns the text
 *
 * @example
 * ```ts
 * const ensemble = checkEnsemble({
 *   schemaVersion: 1,
 *   members: [{ name: 'a', folder: 'members/1', weightsSha256: '0'.repeat(64) }],
 *   rule: { method: 'mean-logit', weights: [1], intercept: 0 },
 *   classNames: ['NORMAL', 'PNEUMONIA'],
 * });
 * const card = ensembleCard(ensemble, [modelContract('cnn', { inputSize: 32, filters: [4] })]);
 * card.split('\n')[0]; // '# Ensemble of 1 model for chest X-rays'
 * ```
 */
export function ensembleCard(ensemble: EnsembleContract, members: readonly DataContract[]): string {
  const { rule, classNames, manifestHash } = ensemble;
  return [
    `# Ensemble of ${members.length} model${members.length === 1 ? '' : 's'} for chest X-rays`,
    '',
    'A draft, made when the ensemble was saved. A research and teaching tool, no medical device.',
    '',
    '## Model',
    '',
    ...ensemble.members.map(({ name, folder }, m) => {
      const { architecture, inputSize } = members[m]!;
      return `- ${folder}: ${name}, ${architecture.name} at ${inputSize}×${inputSize} pixels, weight ${rule.weights[m]!.toPrecision(4)}; its own card stands beside it`;
    }),
    `- Brought together by: ${rule.method}${rule.intercept === 0 ? '' : `, constant ${rule.intercept.toPrecision(4)}`}`,
    `- Output: one logit for ${classNames[1]} against ${classNames[0]}`,
    ...outcomeLines(ensemble),
    '',
    ...openLines(manifestHash ?? 'not one for all members; see their cards'),
  ].join('\n');
}
