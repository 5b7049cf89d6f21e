import type * as tfl from '@tensorflow/tfjs-layers';
import { openLines, outcomeLines } from './cardLines.ts';
import type { DataContract } from './contract/dataContract.ts';
import { modelSummary } from './modelSummary.ts';

/**
 * A draft of a model card (Mitchell et al. 2019, arXiv:1810.03993) in Markdown, from what a model and its
 * contract know. What only people know is marked `TODO`.
 *
 * @param model - the model
 * @param contract - its contract
 * @returns the text
 *
 * @example
 * ```ts
 * const config = { inputSize: 32, filters: [4] };
 * modelCard(createModel('cnn', config), modelContract('cnn', config)).split('\n')[0]; // '# cnn for chest X-rays'
 * ```
 */
export function modelCard(model: tfl.LayersModel, contract: DataContract): string {
  const { parameters, flops } = modelSummary(model);
  const { architecture, inputSize, channels, normalisation, classNames } = contract;
  const list = (values: readonly number[]): string => values.join(', ');
  return [
    `# ${architecture.name} for chest X-rays`,
    '',
    'A draft, made when the model was saved. A research and teaching tool, no medical device.',
    '',
    '## Model',
    '',
    `- Architecture: ${architecture.name}, ${parameters.toLocaleString('en-GB')} parameters, ${(flops / 1e9).toPrecision(3)} billion operations an image`,
    `- Configuration: \`${JSON.stringify(architecture.config)}\``,
    `- Input: ${inputSize}×${inputSize} pixels, ${channels} channel${channels === 1 ? '' : 's'}, values from 0 to 1 minus ${list(normalisation.mean)}, over ${list(normalisation.std)}`,
    `- Output: one logit for ${classNames[1]} against ${classNames[0]}`,
    `- Asked about: ${contract.testTimeAugmentation === 'flip' ? 'each image and its mirror image; the mean of their logits' : 'each image once'}`,
    ...outcomeLines(contract),
    '',
    ...openLines(contract.manifestHash ?? 'not recorded'),
  ].join('\n');
}
