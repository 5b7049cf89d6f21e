import { PneumoError } from '@pneumo/core';
import { describeLastCheckpoint } from './checkpoint/checkpointPlace.ts';
import type { ValidationContext } from './fitOptions.ts';

/** Images that a message names; its details name all. */
const NAMED = 8;

/**
 * Checks that what a model says of validation images is finite, before figures are made of it: a training may diverge
 * in its last step, and then validation is the first to see it.
 *
 * @param predictions - what `predictBatches` gave
 * @param context - what `validate` was told
 * @throws PneumoError `METRIC_NOT_FINITE` with the epoch, the images (all of them in `details.ids`) and the last checkpoint
 *
 * @example
 * ```ts
 * const predictions = { ids: ['a', 'b'], logits: Float32Array.of(0.5, NaN) };
 * let code = '';
 * try {
 *   checkFinitePredictions(predictions, { epoch: 3, step: 12, lastCheckpoint: null });
 * } catch (error) {
 *   code = (error as PneumoError).code;
 * }
 * code; // 'METRIC_NOT_FINITE'
 * ```
 */
export function checkFinitePredictions(
  { ids, logits, loss }: { ids: readonly string[]; logits: ArrayLike<number>; loss?: number },
  context: ValidationContext,
): void {
  const wrong = ids.filter((_, i) => !Number.isFinite(logits[i]));
  if (wrong.length > 0) {
    const more = wrong.length > NAMED ? `, and ${wrong.length - NAMED} more` : '';
    throw error(
      `The logits of ${wrong.length} of ${ids.length} validation images are not finite`,
      context,
      { ids: wrong },
      `: ${wrong.slice(0, NAMED).join(', ')}${more}`,
    );
  }
  if (loss !== undefined && !Number.isFinite(loss))
    throw error(`The validation loss is ${loss}`, context, { ids, loss });
}

/**
 * Checks the figures that a validation gave.
 *
 * @throws PneumoError `METRIC_NOT_FINITE` naming the first that is no finite number
 */
export function checkFiniteFigures(
  figures: Readonly<Record<string, number>>,
  context: ValidationContext,
): void {
  for (const [metric, value] of Object.entries(figures)) {
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    throw new PneumoError(
      'METRIC_NOT_FINITE',
      `validate() returned ${metric} = ${String(value)} after epoch ${context.epoch}; expected a finite number. Leave a figure out when it is not defined. ${describeLastCheckpoint(context.lastCheckpoint)}`,
      { details: { ...placeOf(context), metric, value } },
    );
  }
}

function error(what: string, context: ValidationContext, details: object, images = ''): PneumoError {
  return new PneumoError(
    'METRIC_NOT_FINITE',
    `${what} after epoch ${context.epoch} (step ${context.step})${images}. Lower the learning rate or clip the gradients. ${describeLastCheckpoint(context.lastCheckpoint)}`,
    { details: { ...placeOf(context), ...details } },
  );
}

function placeOf({ epoch, step, lastCheckpoint }: ValidationContext): object {
  return { epoch, step, lastCheckpoint };
}
