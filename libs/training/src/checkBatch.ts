import { PneumoError } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * Checks that a batch is whole and fits the model's input.
 *
 * @throws PneumoError `INVALID_BATCH` naming what came and what was expected
 */
export function checkBatch(model: LayersModel, batch: Batch): void {
  const { shape } = batch;
  const input = model.inputs[0]!.shape;
  const fits =
    shape.length === input.length &&
    shape.every((size, i) => i === 0 || input[i] === null || input[i] === size);
  if (!fits) {
    throw new PneumoError(
      'INVALID_BATCH',
      `A batch of shape [${shape.join(', ')}] came; the model takes [${input.map((size) => size ?? 'n').join(', ')}].`,
      { details: { shape, expected: input } },
    );
  }
  checkWhole(batch);
}

/**
 * Checks that a batch has a value for each pixel and a label, weight and id for each image.
 *
 * @throws PneumoError `INVALID_BATCH` naming the counts
 */
export function checkWhole({ images, shape, labels, weights, ids }: Batch): void {
  const n = shape[0];
  const values = shape.reduce((product, size) => product * size, 1);
  if (n < 1 || images.length !== values || labels.length !== n || weights.length !== n || ids.length !== n) {
    throw new PneumoError(
      'INVALID_BATCH',
      `A batch of shape [${shape.join(', ')}] has ${images.length} pixel values, ${labels.length} labels, ${weights.length} weights and ${ids.length} ids; expected at least one image, ${values} values and ${n} of each.`,
    );
  }
}
