import {
  applyAugmentation,
  type ShiftName,
  shiftRecord,
  type ShiftSeverity,
  shiftSuite,
} from '@pneumo/augment';
import { checkInteger, checkOneOf, type PixelImage, PneumoError } from '@pneumo/core';
import type { PixelSource } from '@pneumo/data';
import { macrotask } from '../macrotask.ts';

/** Says one logit an image: a model, an ensemble, a service. */
export type PredictImages = (
  images: readonly PixelImage<Uint8Array | Uint16Array>[],
  ids: readonly string[],
) => Promise<ArrayLike<number>>;

/** What {@link predictUnderShifts} takes. */
export interface PredictUnderShiftsOptions {
  /** Where the pixels come from. */
  readonly source: PixelSource;
  /** The samples to predict. */
  readonly ids: readonly string[];
  /** What predicts; it is given at most `batchSize` images at once. */
  readonly predict: PredictImages;
  /** Shifts of the suite; all thirteen by default. */
  readonly shifts?: readonly ShiftName[];
  /** Severities of each, from 1 to 5; 1, 3 and 5 by default. */
  readonly severities?: readonly ShiftSeverity[];
  /** Images at once; 32 by default. */
  readonly batchSize?: number;
  /** Ends the work between two batches by throwing the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each batch. */
  readonly onProgress?: (progress: { done: number; total: number }) => void;
  /** Lets the event loop turn between batches; a macrotask by default. */
  readonly tick?: () => Promise<void>;
}

/** What a model says about the images under one shift. */
export interface ShiftedPredictions {
  /** The shift. */
  readonly shift: ShiftName;
  /** Its severity. */
  readonly severity: ShiftSeverity;
  /** One logit an image, in the order of the ids. */
  readonly logits: Float64Array;
}

/**
 * Predicts the same images under every shift of the shift suite, in every severity asked for. What a shift does to an
 * image follows from the suite's version and the sample's id, so that models see the same pixels.
 *
 * @param options - images, what predicts, shifts and severities
 * @returns the logits, severity after severity of each shift
 * @throws PneumoError `INVALID_ARGUMENT` for an unknown shift or severity, `INVALID_PREDICTION` when `predict` does not give one finite
 *   logit an image, and what source and `predict` throw
 *
 * @example
 * ```ts
 * const source = { size: 2, get: () => pixelImage(2, 2, 1, Uint8Array.of(100, 100, 100, 100)) };
 * const predictions = await predictUnderShifts({
 *   source, ids: ['a'], shifts: ['underexposure'], severities: [2, 4],
 *   predict: async (images) => images.map(({ data }) => data[0]!),
 * });
 * predictions.map(({ logits }) => logits[0]); // [80, 50]
 * ```
 */
export async function predictUnderShifts(options: PredictUnderShiftsOptions): Promise<ShiftedPredictions[]> {
  const { source, ids, predict, batchSize = 32, signal, onProgress, tick = macrotask } = options;
  const names = Object.keys(shiftSuite.shifts) as ShiftName[];
  const { shifts = names, severities = [1, 3, 5] } = options;
  for (const shift of shifts) checkOneOf('shifts', shift, names);
  for (const severity of severities) checkInteger('severities', severity, { min: 1, max: 5 });
  checkInteger('batchSize', batchSize, { min: 1 });
  const total = ids.length * shifts.length * severities.length;
  let done = 0;
  const results: ShiftedPredictions[] = [];
  for (const shift of shifts) {
    for (const severity of severities) {
      const logits = new Float64Array(ids.length);
      for (let start = 0; start < ids.length; start += batchSize) {
        signal?.throwIfAborted();
        const batch = ids.slice(start, start + batchSize);
        const images = batch.map((id) =>
          applyAugmentation(source.get(id), shiftRecord(shift, severity, id, source.size)),
        );
        logits.set(checkLogits(await predict(images, batch), batch), start);
        done += batch.length;
        onProgress?.({ done, total });
        await tick();
      }
      results.push({ shift, severity, logits });
    }
  }
  return results;
}

function checkLogits(logits: ArrayLike<number>, ids: readonly string[]): ArrayLike<number> {
  const wrong = ids.findIndex((_, i) => !Number.isFinite(logits[i]));
  if (logits.length === ids.length && wrong < 0) return logits;
  throw new PneumoError(
    'INVALID_PREDICTION',
    logits.length === ids.length
      ? `predict() gave ${String(logits[wrong])} for ${ids[wrong]}; expected a finite logit.`
      : `predict() gave ${logits.length} logits for ${ids.length} images; expected one each.`,
  );
}
