import type { TrainConfig } from '../config/trainConfig.ts';
import type { Dataset } from './dataset.ts';

/** What to say of a batch that is larger than the set; undefined where it is not. */
export function largeBatchNote(
  { batchSize }: Pick<TrainConfig, 'batchSize'>,
  { split }: Pick<Dataset, 'split'>,
): string | undefined {
  const images = split.train.length;
  return images < batchSize
    ? `Note: --batch-size=${batchSize} is more than the ${images} training images, so each epoch is one step of all of them; give a smaller one for more steps.`
    : undefined;
}
