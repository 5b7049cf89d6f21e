import { applyMix, drawMix } from '@pneumo/augment';
import type { Batch } from '@pneumo/data';
import { checkWhole } from './checkBatch.ts';
import type { FitSettings } from './checkpoint/checkpoint.ts';

/**
 * A batch mixed as the settings ask for (mixup, CutMix), by what its place alone decides, so that a resumed training
 * mixes alike. Masks do not mix and are left out.
 *
 * @param place - epoch and batch, both from 0
 */
export function mixBatch(
  batch: Batch,
  { mix, seed }: Pick<FitSettings, 'mix' | 'seed'>,
  place: { readonly epoch: number; readonly batch: number },
): Batch {
  if (mix === undefined) return batch;
  checkWhole(batch);
  const { masks: _, maskWeights: __, ...whole } = batch;
  const { epoch, batch: number } = place;
  return applyMix(whole, drawMix(mix, whole.ids.length, { seed, epoch, batch: number }));
}
