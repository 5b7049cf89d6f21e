import { isPneumoError, randomStream } from '@pneumo/core';
import { auroc } from '@pneumo/metrics';
import { type DataContract, predictLogits } from '@pneumo/models';
import { checkFinitePredictions, predictUnderShifts, type ValidationContext } from '@pneumo/training';
import { binaryLabel } from '@pneumo/data';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TrainConfig } from '../config/trainConfig.ts';
import { type Dataset, samplesOf } from './dataset.ts';

/** Severity of the shifts that an epoch is validated under: the middle of five. */
export const SHIFT_VALIDATION_SEVERITY = 3;

/**
 * The validation images that every epoch is judged on under all shifts: at most `shiftImages`, half of each class
 * where there are enough, the same ones all through the run.
 */
export function shiftValidationIds(
  dataset: Pick<Dataset, 'samples' | 'split'>,
  { seed, shiftImages }: Pick<TrainConfig, 'seed' | 'shiftImages'>,
): string[] {
  const random = randomStream(seed, 'shift validation');
  const ofClass = (label: 0 | 1): string[] =>
    random.shuffle(
      samplesOf(dataset, 'val')
        .filter((sample) => binaryLabel(sample) === label)
        .map(({ id }) => id),
    );
  const [normal, pneumonia] = [ofClass(0), ofClass(1)];
  const half = Math.floor(shiftImages / 2);
  const fewer = Math.min(normal.length, pneumonia.length, half);
  const more = shiftImages - fewer;
  const [first, second] = normal.length <= pneumonia.length ? [fewer, more] : [more, fewer];
  return [...normal.slice(0, first), ...pneumonia.slice(0, second)];
}

/**
 * Mean and lowest AUROC over all shifts of the suite at the middle severity.
 *
 * @throws PneumoError `METRIC_NOT_FINITE` when the model has diverged
 */
export async function shiftFigures(
  model: LayersModel,
  contract: DataContract,
  dataset: Dataset,
  ids: readonly string[],
  batchSize: number,
  context: ValidationContext,
): Promise<{ shiftAuroc: number; shiftFloor: number }> {
  const byId = new Map(dataset.samples.map((sample) => [sample.id, sample]));
  const labels = ids.map((id) => binaryLabel(byId.get(id)!));
  const shifted = await predictUnderShifts({
    source: dataset.pixels,
    ids,
    predict: (images, batch) =>
      predictLogits(model, contract, images, { batchSize }).catch((error: unknown) => {
        if (isPneumoError(error, 'NON_FINITE_LOGITS'))
          checkFinitePredictions(
            { ids: [batch[error.details.index as number]!], logits: [Number.NaN] },
            context,
          );
        throw error;
      }),
    severities: [SHIFT_VALIDATION_SEVERITY],
    batchSize,
    ...(context.signal && { signal: context.signal }),
  });
  // Both classes are there: the validation of the images as they are has asked for them.
  const areas = shifted.map(({ logits }) => auroc(labels, logits)!);
  return {
    shiftAuroc: areas.reduce((sum, area) => sum + area, 0) / areas.length,
    shiftFloor: Math.min(...areas),
  };
}
