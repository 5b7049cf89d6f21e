import { checkInteger, checkOneOf, checkProbability, PneumoError } from '@pneumo/core';
import type { MixableBatch, MixRecord } from './mixRecord.ts';

/**
 * Mixes the images of a batch as was drawn. Labels and weights are mixed so that the weighted binary
 * cross-entropy is exactly the mixture of the two images' losses: the weight is λ w + (1 - λ) w', the
 * label the mean of both labels by λ w and (1 - λ) w'.
 *
 * @param batch - not changed; further fields are handed on
 * @param record - from {@link drawMix}, for as many images
 * @returns the mixed batch, in new memory
 * @throws PneumoError `INVALID_ARGUMENT` for a record that does not fit the batch, `INVALID_AUGMENTATION`
 *   for partners that are not in it
 *
 * @example
 * ```ts
 * const batch = {
 *   images: Float32Array.of(0, 1), shape: [2, 1, 1, 1] as const, labels: Float32Array.of(0, 1), weights: Float32Array.of(1, 1),
 * };
 * const record = {
 *   version: 1, seed: 1, epoch: 0, batch: 0, kind: 'mixup', share: 0.75, partners: [1, 0], centre: [0.5, 0.5],
 * } as const;
 * [...applyMix(batch, record).images]; // [0.25, 0.75]
 * [...applyMix(batch, record).labels]; // [0.25, 0.75]
 * ```
 */
export function applyMix<B extends MixableBatch>(batch: B, record: MixRecord): B {
  const { kind, partners } = record;
  const [count, height, width, channels] = batch.shape;
  checkOneOf('record.kind', kind, ['mixup', 'cutmix', 'none']);
  checkProbability('record.share', record.share);
  checkInteger('record.partners.length', partners.length, { min: count, max: count });
  const wrong = partners.find((place) => !Number.isInteger(place) || place < 0 || place >= count);
  if (wrong !== undefined) {
    throw new PneumoError(
      'INVALID_AUGMENTATION',
      `record.partners holds ${wrong}; expected places in a batch of ${count} images, from 0.`,
    );
  }
  const images = batch.images.slice();
  const length = height * width * channels;
  let share = 1;
  if (kind === 'mixup') {
    share = record.share;
    for (let i = 0; i < count; i++) {
      const from = partners[i]! * length;
      for (let j = 0; j < length; j++) {
        const own = batch.images[i * length + j]!;
        images[i * length + j] = own * share + batch.images[from + j]! * (1 - share);
      }
    }
  } else if (kind === 'cutmix') {
    const { left, top, right, bottom } = rectangle(record, width, height);
    share = 1 - ((right - left) * (bottom - top)) / (width * height);
    for (let i = 0; i < count; i++) {
      for (let row = top; row < bottom; row++) {
        const at = (row * width + left) * channels;
        const end = (row * width + right) * channels;
        const from = partners[i]! * length;
        images.set(batch.images.subarray(from + at, from + end), i * length + at);
      }
    }
  }
  return { ...batch, images, ...mixTargets(batch, partners, share) };
}

/** The rectangle that leaves `share` of the area, about its centre, cut at the border (torchvision's CutMix). */
function rectangle(
  { share, centre: [x, y] }: MixRecord,
  width: number,
  height: number,
): Readonly<Record<'left' | 'top' | 'right' | 'bottom', number>> {
  const half = 0.5 * Math.sqrt(1 - share);
  const [across, down] = [Math.floor(half * width), Math.floor(half * height)];
  const column = Math.min(width - 1, Math.floor(x * width));
  const row = Math.min(height - 1, Math.floor(y * height));
  return {
    left: Math.max(0, column - across),
    top: Math.max(0, row - down),
    right: Math.min(width, column + across),
    bottom: Math.min(height, row + down),
  };
}

function mixTargets(
  { labels, weights }: MixableBatch,
  partners: readonly number[],
  share: number,
): Pick<MixableBatch, 'labels' | 'weights'> {
  const mixedLabels = new Float32Array(labels.length);
  const mixedWeights = new Float32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const j = partners[i]!;
    const own = share * weights[i]!;
    const other = (1 - share) * weights[j]!;
    const total = own + other;
    mixedWeights[i] = total;
    mixedLabels[i] =
      total > 0
        ? (own * labels[i]! + other * labels[j]!) / total
        : share * labels[i]! + (1 - share) * labels[j]!;
  }
  return { labels: mixedLabels, weights: mixedWeights };
}
