import { PneumoError } from '@pneumo/core';
import type { Batch } from '@pneumo/data';

/**
 * Checks that a loss gave one value per example.
 *
 * @throws PneumoError `INVALID_LOSS` naming both shapes
 */
export function checkLoss(shape: readonly number[], batch: Batch): void {
  const n = batch.labels.length;
  if (shape.length === 1 && shape[0] === n) return;
  throw new PneumoError(
    'INVALID_LOSS',
    `The loss returned the shape [${shape.join(', ')}] for ${n} examples; expected one value per example, [${n}].`,
  );
}
