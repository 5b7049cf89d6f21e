import { checkMixPolicy, type MixPolicy } from '@pneumo/augment';
import { checkInteger, checkNumber, checkPositive, PneumoError } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkModel } from './checkModel.ts';
import { readTensors, writeTensors } from './checkpoint/hostTensors.ts';
import type { BatchLoss } from './fitOptions.ts';
import { macrotask } from './macrotask.ts';
import { mixBatch } from './mixBatch.ts';
import { modelWeights } from './modelWeights.ts';
import { createOptimiser } from './optimiser/createOptimiser.ts';
import type { OptimiserConfig } from './optimiser/optimiserConfig.ts';
import { trainStep } from './trainStep.ts';

/** What {@link findLearningRate} takes. */
export interface LearningRateFinderOptions {
  /** The model, as it would be trained; it has the same weights afterwards, bit for bit. */
  readonly model: LayersModel;
  /** Training batches; opened again with the next number, from 0, whenever they are used up. */
  readonly trainBatches: (epoch: number) => AsyncIterable<Batch> | Iterable<Batch>;
  /** One value per example. */
  readonly loss: BatchLoss;
  /** The optimiser that will train. */
  readonly optimiser: OptimiserConfig;
  /** The first rate, above 0; 1e-7 by default. */
  readonly from?: number;
  /** The last rate, at least `from`; 10 by default. */
  readonly to?: number;
  /** Steps from the first rate to the last, at least 2; 100 by default. */
  readonly steps?: number;
  /** Share of the old mean that smoothing keeps, 0 to below 1; 0.98 by default. */
  readonly smoothing?: number;
  /** Stops once the smoothed loss is this many times its least value so far, at least 1; 4 by default. */
  readonly divergence?: number;
  /** Greatest gradient norm; no clipping when left out. */
  readonly clipNorm?: number;
  /** Mixes the images of each batch as `fit` does, by `seed`; not at all when left out. */
  readonly mix?: MixPolicy;
  /** What the mixing draws from; 0 by default. */
  readonly seed?: number;
  /** Called before each step with the steps taken so far, to set dropout. */
  readonly onBeforeStep?: (step: number) => void;
  /** Told each point of the curve as it is measured. */
  readonly onPoint?: (point: LearningRatePoint) => void;
  /** Ends the work between two steps by throwing the signal's reason; the weights are put back. */
  readonly signal?: AbortSignal;
  /** Lets the event loop turn between steps; a macrotask by default. */
  readonly tick?: () => Promise<void>;
}

/** One step of the search. */
export interface LearningRatePoint {
  /** The rate of the step. */
  readonly learningRate: number;
  /** Mean loss of the batch before the step, regularisers included. */
  readonly loss: number;
  /** Exponentially smoothed loss, corrected for its start at 0. */
  readonly smoothedLoss: number;
  /** The gradients' global norm, before clipping. */
  readonly gradientNorm: number;
}

/** What {@link findLearningRate} found. */
export interface LearningRateCurve {
  /** The curve, in order of the rates; every figure is finite. */
  readonly points: readonly LearningRatePoint[];
  /** Whether the loss grew beyond the bound, or was not finite, before the last rate. */
  readonly diverged: boolean;
  /**
   * The rate at which the smoothed loss falls most steeply over the rate's logarithm, the first tenth of the steps and the
   * last five left out; null where it never falls.
   */
  readonly steepest: number | null;
  /** A tenth of the rate with the least smoothed loss among the same steps; null where there is no point. */
  readonly tenthOfMinimum: number | null;
}

/**
 * The learning-rate range test (Smith, 2017, arXiv:1506.01186): trains with rates that grow exponentially, step by
 * step, and gives the curve of the loss as data. Suggestions and defaults are those of fastai's `lr_find`; look at the curve before
 * taking one. The model's weights, moving statistics included, are put back.
 *
 * @param options - model, batches, loss, optimiser and the range
 * @returns the curve and two suggestions
 * @throws PneumoError `INVALID_ARGUMENT`, `INVALID_MODEL`, `INVALID_BATCH`, `INVALID_LOSS` for what does not
 *   fit; `BATCHES_MISSING` when there is no batch
 * @throws the signal's reason when it is aborted
 *
 * @example
 * ```ts
 * import * as tfl from '@tensorflow/tfjs-layers';
 * const layers = [tfl.layers.flatten({ inputShape: [1, 1, 1] }), tfl.layers.dense({ units: 1, kernelInitializer: 'zeros' })];
 * const ones = Float32Array.of(1, 1);
 * const batch: Batch = { images: Float32Array.of(1, -1), shape: [2, 1, 1, 1], labels: Float32Array.of(1, 0), weights: ones, ids: ['a', 'b'] };
 * const { points, diverged } = await findLearningRate({
 *   model: tfl.sequential({ layers }),
 *   trainBatches: () => [batch],
 *   loss: (labels, logits) => tf.squaredDifference(labels, logits),
 *   optimiser: { name: 'sgd' },
 *   from: 0.01,
 *   to: 100,
 *   steps: 9,
 * });
 * points[0]!.loss; // 0.5
 * diverged; // true
 * ```
 */
export async function findLearningRate(options: LearningRateFinderOptions): Promise<LearningRateCurve> {
  const { model, signal, tick = macrotask, from = 1e-7, to = 10, steps = 100 } = options;
  const { smoothing = 0.98, divergence = 4 } = options;
  checkPositive('from', from);
  checkNumber('to', to, { min: from });
  checkInteger('steps', steps, { min: 2 });
  checkNumber('smoothing', smoothing, { min: 0, max: 1 - 2 ** -24 });
  checkNumber('divergence', divergence, { min: 1 });
  if (options.clipNorm !== undefined) checkPositive('clipNorm', options.clipNorm);
  if (options.mix !== undefined) checkMixPolicy(options.mix, 'mix');
  const { seed = 0 } = options;
  checkInteger('seed', seed, { min: 0 });
  const mixing = { seed, ...(options.mix !== undefined && { mix: options.mix }) };
  checkModel(model);
  const weights = modelWeights(model);
  const optimiser = createOptimiser(options.optimiser, weights.trainable);
  const points: LearningRatePoint[] = [];
  let diverged = false;
  let mean = 0;
  let least = Number.POSITIVE_INFINITY;
  let before;
  try {
    before = await readTensors(weights.all);
    for await (const { plain, place } of endless(options.trainBatches)) {
      signal?.throwIfAborted();
      const step = points.length;
      const learningRate = from * (to / from) ** (step / (steps - 1));
      const context = {
        model,
        forward: model,
        weights: weights.trainable,
        optimiser,
        loss: options.loss,
        clipNorm: options.clipNorm ?? null,
        microBatchSize: null,
        afterUpdate: () => {},
        beforePass: () => options.onBeforeStep?.(step),
      };
      const { loss, gradientNorm } = await trainStep(context, mixBatch(plain, mixing, place), learningRate);
      diverged = !Number.isFinite(loss) || !Number.isFinite(gradientNorm);
      if (diverged) break;
      mean = smoothing * mean + (1 - smoothing) * loss;
      const smoothedLoss = mean / (1 - smoothing ** (step + 1));
      const point = { learningRate, loss, smoothedLoss, gradientNorm };
      points.push(point);
      options.onPoint?.(point);
      least = Math.min(least, smoothedLoss);
      diverged = smoothedLoss > divergence * least;
      if (diverged || points.length === steps) break;
      await tick();
    }
  } finally {
    optimiser.dispose();
    if (before) writeTensors(weights.all, before);
  }
  return { points, diverged, ...suggestions(settled(points, steps)) };
}

/**
 * What the suggestions look at, as in fastai: neither the first tenth, whose mean is of a few batches, nor the last five,
 * where the loss runs away; all where too little would be left.
 */
function settled(points: readonly LearningRatePoint[], steps: number): readonly LearningRatePoint[] {
  const inner = points.slice(Math.floor(steps / 10), -5);
  return inner.length > 1 ? inner : points;
}

/** Fastai's `steep` and `minimum`. */
function suggestions(
  points: readonly LearningRatePoint[],
): Pick<LearningRateCurve, 'steepest' | 'tenthOfMinimum'> {
  let steepest: number | null = null;
  let slope = 0;
  for (const [i, { smoothedLoss }] of points.slice(1).entries()) {
    // Rates are evenly spaced on the logarithm's scale, so the differences compare as slopes do.
    const change = smoothedLoss - points[i]!.smoothedLoss;
    if (change < slope) [slope, steepest] = [change, points[i]!.learningRate];
  }
  const losses = points.map(({ smoothedLoss }) => smoothedLoss);
  const lowest = points[losses.indexOf(Math.min(...losses))];
  return { steepest, tenthOfMinimum: lowest ? lowest.learningRate / 10 : null };
}

async function* endless(
  open: (epoch: number) => AsyncIterable<Batch> | Iterable<Batch>,
): AsyncGenerator<{ plain: Batch; place: { epoch: number; batch: number } }> {
  for (let epoch = 0; ; epoch++) {
    let batch = 0;
    for await (const plain of open(epoch)) yield { plain, place: { epoch, batch: batch++ } };
    if (batch === 0)
      throw new PneumoError(
        'BATCHES_MISSING',
        `trainBatches(${epoch}) gave no batch; expected at least one.`,
      );
  }
}
