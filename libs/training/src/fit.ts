import { isAbort, PneumoError } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import { reestimateBatchNormalisation } from './average/reestimateBatchNormalisation.ts';
import { weightAverage } from './average/weightAverage.ts';
import { beginEpoch } from './beginEpoch.ts';
import { checkFiniteFigures } from './checkFinite.ts';
import type { FitState, HostTensors } from './checkpoint/checkpoint.ts';
import type { CheckpointPlace } from './checkpoint/checkpointPlace.ts';
import { readTensors, writeTensors } from './checkpoint/hostTensors.ts';
import { modelFingerprint } from './checkpoint/modelFingerprint.ts';
import { inexactReasons, restoreCheckpoint } from './checkpoint/restoreCheckpoint.ts';
import { bestCheckpoint, lastCheckpoint } from './checkpoint/takeCheckpoint.ts';
import { initialEarlyStoppingState } from './earlyStopping.ts';
import { endEpoch } from './endEpoch.ts';
import type { FitEvent, FitOutcome } from './fitEvent.ts';
import { fitSettings } from './fitOptions.ts';
import type { FitOptions } from './fitOptions.ts';
import type { FitResult } from './fitResult.ts';
import { emptySums } from './history.ts';
import { macrotask } from './macrotask.ts';
import { mixBatch } from './mixBatch.ts';
import { modelWeights } from './modelWeights.ts';
import type { NamedWeight } from './modelWeights.ts';
import { notFinite } from './notFinite.ts';
import { createOptimiser } from './optimiser/createOptimiser.ts';
import { checkGroupNames } from './optimiser/optimiserGroups.ts';
import { learningRateAt } from './schedule/learningRateAt.ts';
import { initialPlateauState } from './schedule/plateau.ts';
import { stopwatch } from './stopwatch.ts';
import { takeBatches } from './takeBatches.ts';
import { trainStep } from './trainStep.ts';

/**
 * Trains a model in place: batches in, steps of the optimiser, a validation after each epoch, early
 * stopping, checkpoints from which a training goes on as if it had never been interrupted, bit for
 * bit on the same machine and engine. It prints nothing; it tells by events.
 *
 * @param options - model, batches, loss, optimiser, schedule and the rest, see {@link FitOptions}
 * @returns how it ended, the history and the best epoch; no tensor is left behind
 * @throws PneumoError `INVALID_ARGUMENT`, `INVALID_MODEL`, `INVALID_BATCH`, `INVALID_LOSS` for what does
 *   not fit; `BATCHES_MISSING` when an epoch ends early; `LOSS_NOT_FINITE` with the batch's ids;
 *   `METRIC_NOT_FINITE` and `MONITOR_MISSING` for validation figures; `OTHER_MODEL` and `RESUME_MISMATCH`
 *   for a checkpoint of something else; whatever batches, validation and the store throw
 *
 * @example
 * ```ts
 * import * as tfl from '@tensorflow/tfjs-layers';
 * const layers = [tfl.layers.flatten({ inputShape: [1, 1, 1] }), tfl.layers.dense({ units: 1, kernelInitializer: 'zeros' })];
 * const ones = Float32Array.of(1, 1);
 * const batch: Batch = { images: Float32Array.of(1, -1), shape: [2, 1, 1, 1], labels: Float32Array.of(1, 0), weights: ones, ids: ['a', 'b'] };
 * const result = await fit({
 *   model: tfl.sequential({ layers }),
 *   trainBatches: () => [batch],
 *   batchesPerEpoch: 1,
 *   epochs: 3,
 *   seed: 1,
 *   loss: (labels, logits, weights) => tf.mul(weights, tf.squaredDifference(labels, logits)),
 *   optimiser: { name: 'sgd' },
 *   schedule: { kind: 'constant', learningRate: 0.1 },
 * });
 * result.history.map((row) => row.trainLoss); // [0.5, 0.32, 0.2048]
 * ```
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  options.onBeforeEpoch?.(0);
  const settings = fitSettings(options);
  const {
    model,
    suffix: forward = model,
    resume,
    store,
    signal,
    now,
    tick = macrotask,
    versions = {},
    engine = null,
  } = options;
  const { batchesPerEpoch, schedule } = settings;
  const totalSteps = settings.epochs * batchesPerEpoch;
  const weights = modelWeights(model);
  const learning = [...weights.trainable];
  checkGroupNames(
    settings.optimiser.groups,
    weights.all.map(({ name }) => name),
  );
  const fingerprint = await modelFingerprint(model);
  const optimiser = createOptimiser(settings.optimiser, learning);
  const average = settings.average
    ? weightAverage(settings.average, weights.all, (epoch) => reestimate(epoch))
    : null;
  const context = {
    model,
    forward,
    weights: learning,
    optimiser,
    loss: options.loss,
    clipNorm: settings.clipNorm,
    microBatchSize: settings.microBatchSize ?? null,
    afterUpdate: () => average?.afterStep(optimiser.step),
    beforePass: (firstExample: number) => options.onBeforeStep?.(state.step, firstExample),
  };
  const growing = { model, learning, optimiser, batchesPerEpoch, onBeforeEpoch: options.onBeforeEpoch };
  const emit = async (event: FitEvent): Promise<void> => options.onEvent?.(event);

  let state: FitState = resume?.state ?? {
    epoch: 0,
    batch: 0,
    step: 0,
    sums: emptySums,
    history: [],
    schedule: schedule.kind === 'plateau' ? initialPlateauState(schedule) : null,
    earlyStopping: settings.earlyStopping && initialEarlyStoppingState,
    best: null,
  };
  let bestWeights: HostTensors = resume?.best ?? {};
  let lastSaved: CheckpointPlace | null = resume ? placeOf(state) : null;

  /** Batch normalisation's statistics for the weights in the model, from the batches of an epoch (from 0). */
  const reestimate = async (epoch: number): Promise<void> => {
    const batches = takeBatches(() => options.trainBatches(epoch, 0), batchesPerEpoch);
    await reestimateBatchNormalisation(forward, batches, {
      onBeforeBatch: (batch) => options.onBeforeStep?.(epoch * batchesPerEpoch + batch, 0),
      tick,
      // Once all epochs have ended there is nothing left to abort.
      ...(signal && epoch === state.epoch && { signal }),
    });
  };

  /** Saves `last` with everything, or `best` with the best weights alone. */
  const save = async (name: 'last' | 'best'): Promise<void> => {
    if (store === undefined) return;
    const common = { fingerprint, settings, state, engine, versions, best: bestWeights };
    const checkpoint =
      name === 'best'
        ? bestCheckpoint(common)
        : await lastCheckpoint(common, { weights: weights.all, optimiser, average });
    await store.save(name, checkpoint);
    if (name === 'last') lastSaved = placeOf(state);
    await emit({ type: 'checkpoint', name, ...placeOf(state) });
  };

  /** One step, and what it adds to the state. */
  const step = async (batch: Batch, lap: () => number | undefined, waited = 0): Promise<void> => {
    const joining = state.batch === 0 ? beginEpoch(growing, state.epoch) : [];
    if (joining.length > 0) {
      await emit({
        type: 'unfreeze',
        epoch: state.epoch + 1,
        weights: joining.map(({ name }) => name),
        parameters: sizeOf(learning),
      });
    }
    const learningRate = learningRateAt(schedule, state.step, totalSteps, state.schedule);
    const figures = await trainStep(context, mixBatch(batch, settings, state), learningRate);
    const { loss, gradientNorm } = figures;
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm))
      throw notFinite(figures, batch, state, lastSaved);
    const seconds = lap();
    const images = batch.labels.length;
    state = {
      ...state,
      batch: state.batch + 1,
      step: state.step + 1,
      sums: {
        loss: state.sums.loss + loss * images,
        images: state.sums.images + images,
        gradientNorm: state.sums.gradientNorm + gradientNorm,
        learningRate,
        seconds: state.sums.seconds + (seconds ?? 0),
        dataSeconds: (state.sums.dataSeconds ?? 0) + waited,
      },
    };
    const place = { epoch: state.epoch + 1, batch: state.batch, step: state.step };
    await emit({
      type: 'step',
      ...place,
      loss,
      gradientNorm,
      learningRate,
      images,
      ...(seconds !== undefined && { seconds }),
    });
  };

  /** The steps that are left of an epoch; returns early when aborted. */
  const trainEpoch = async (): Promise<void> => {
    const lap = stopwatch(now);
    const wait = stopwatch(now);
    if (state.batch < batchesPerEpoch) {
      for await (const batch of options.trainBatches(state.epoch, state.batch)) {
        if (signal?.aborted) return;
        await step(batch, lap, wait());
        const every = options.checkpointEverySteps;
        if (every !== undefined && state.step % every === 0 && state.batch < batchesPerEpoch)
          await save('last');
        await tick();
        if (signal?.aborted || state.batch === batchesPerEpoch) return;
        wait();
      }
      throw new PneumoError(
        'BATCHES_MISSING',
        `Epoch ${state.epoch + 1} ended after ${state.batch} batches; batchesPerEpoch is ${batchesPerEpoch}. Let trainBatches give that many, or lower batchesPerEpoch.`,
      );
    }
  };

  /** Validation and what follows from it. */
  const finishEpoch = async (): Promise<void> => {
    const lap = stopwatch(now);
    const place = {
      epoch: state.epoch + 1,
      step: state.step,
      lastCheckpoint: lastSaved,
      ...(signal && { signal }),
    };
    const judge = async () => (await options.validate?.(place)) ?? {};
    await average?.prepare(place.epoch);
    const { result: figures, weights: judged } =
      average && settings.average?.validate
        ? await average.inModel(place.epoch, judge)
        : { result: await judge(), weights: null };
    checkFiniteFigures(figures, place);
    const validationSeconds = options.validate && lap();
    const clock = now && { ...(validationSeconds !== undefined && { validationSeconds }) };
    const { next, row, improved } = endEpoch(settings, state, figures, clock, options.memory?.());
    state = next;
    average?.commit();
    if (improved) bestWeights = judged ?? (await readTensors(weights.all));
    await emit({ type: 'epoch-end', row, best: improved });
    if (improved) await save('best');
    await save('last');
    const stopping = state.earlyStopping;
    if (stopping?.stop) {
      const { monitor } = settings.earlyStopping!;
      await emit({
        type: 'early-stop',
        epoch: row.epoch,
        monitor,
        best: stopping.best!,
        wait: stopping.wait,
      });
    }
  };

  const run = async (): Promise<FitOutcome> => {
    while (state.epoch < settings.epochs && !state.earlyStopping?.stop) {
      try {
        signal?.throwIfAborted();
        await trainEpoch();
        signal?.throwIfAborted();
        await finishEpoch();
      } catch (error) {
        if (!isAbort(error, signal)) throw error;
        await save('last');
        return 'aborted';
      }
    }
    return state.earlyStopping?.stop ? 'early-stopped' : 'completed';
  };

  try {
    const begun = state.batch > 0 ? state.epoch : state.epoch - 1;
    for (let epoch = 1; epoch <= begun; epoch++) beginEpoch(growing, epoch);
    if (resume) restoreCheckpoint(resume, { weights, optimiser, settings, average });
    await emit({
      type: 'fit-start',
      epochs: settings.epochs,
      batchesPerEpoch,
      parameters: sizeOf(learning),
      history: state.history,
      resumed: resume
        ? {
            ...placeOf(state),
            inexact: inexactReasons(resume, engine, versions),
          }
        : null,
    });
    const stopped = await run();
    const averaged =
      average && stopped !== 'aborted' ? (await average.inModel(state.epoch, async () => {})).weights : null;
    const restore = stopped !== 'aborted' && (options.restoreBest ?? true) && state.best !== null;
    if (restore) writeTensors(weights.all, bestWeights);
    await emit({ type: 'fit-end', stopped, best: state.best });
    return {
      stopped,
      history: state.history,
      best: state.best,
      ...(average && { average: averaged }),
    };
  } finally {
    average?.dispose();
    optimiser.dispose();
  }
}

function placeOf({ epoch, batch, step }: FitState): CheckpointPlace {
  return { epoch, batch, step };
}

function sizeOf(weights: readonly NamedWeight[]): number {
  return weights.reduce((sum, { variable }) => sum + variable.size, 0);
}
