import { type PixelImage, PneumoError } from '@pneumo/core';
import { combineLogits } from '@pneumo/metrics';
import type { LoadedModel } from '../loadModel.ts';
import { type PredictOptions, predictLogits } from '../predictLogits.ts';
import { checkEnsemble } from './checkEnsemble.ts';
import type { EnsembleContract } from './ensembleContract.ts';

/** An ensemble that predicts. */
export interface LoadedEnsemble {
  /** What it says about itself. */
  contract: EnsembleContract;
  /** Its models in the contract's order; the caller disposes them. */
  members: LoadedModel[];
}

/**
 * Asks every member of an ensemble about images, each as its own contract says, and brings their logits together by
 * the ensemble's rule. `probabilityOfLogit(ensemble.contract, logit)` then gives a probability.
 *
 * @param ensemble - contract and members
 * @param images - for each member the same images, of that member's size; members of one size may share a list
 * @param options - size of batches, a signal to stop
 * @returns one logit an image, positive for PNEUMONIA
 * @throws PneumoError `ENSEMBLE_MISMATCH` where members, weights or images differ in number; an error of
 *   `checkEnsemble` or `predictLogits`
 *
 * @example
 * ```ts
 * const config = resolveModelConfig('cnn', { inputSize: 32, channels: 1, filters: [4] });
 * const member = { model: createModel('cnn', config), contract: modelContract('cnn', config) };
 * const name = { name: 'cnn', folder: 'members/1', weightsSha256: '0'.repeat(64) };
 * const contract = checkEnsemble({
 *   schemaVersion: 1,
 *   members: [name, name],
 *   rule: { method: 'mean-logit', weights: [0.5, 0.5], intercept: 0 },
 *   classNames: ['NORMAL', 'PNEUMONIA'],
 * });
 * const films = [pixelImage(32, 32, 1, new Uint8Array(1024))];
 * const [alone] = await predictLogits(member.model, member.contract, films);
 * const [together] = await predictEnsemble({ contract, members: [member, member] }, [films, films]);
 * together === alone; // true
 * ```
 */
export async function predictEnsemble(
  { contract, members }: LoadedEnsemble,
  images: readonly (readonly PixelImage[])[],
  options: PredictOptions = {},
): Promise<Float64Array> {
  const { rule } = checkEnsemble(contract);
  if (members.length !== rule.weights.length || images.length !== members.length) {
    throw new PneumoError(
      'ENSEMBLE_MISMATCH',
      `${members.length} members and ${images.length} lists of images came for ${rule.weights.length} weights; expected one of each a weight.`,
    );
  }
  const logits: Float32Array[] = [];
  for (const [m, { model, contract: own }] of members.entries())
    logits.push(await predictLogits(model, own, images[m]!, options));
  return combineLogits(rule, logits);
}
