import { createLoadingPool } from '@pneumo/data/node';
import { setDropoutState } from '@pneumo/models';
import { assignWeights, type Checkpoint, fit, type FitResult, predictBatches } from '@pneumo/training';
import { fileCheckpointStore } from '@pneumo/training/node';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Context } from '../cli/context.ts';
import { monitorsShifts } from '../config/monitors.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { addFeatureSeconds } from '../run/environment.ts';
import { describeVersions } from '../run/machine.ts';
import { processMemory } from '../run/processMemory.ts';
import { RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { showTraining } from '../ui/showTraining.ts';
import type { RunTracker } from '../tracking/runTracker.ts';
import type { Dataset } from './dataset.ts';
import type { RunningEngine } from './startEngine.ts';
import { buildModel } from './buildModel.ts';
import { baseContract, contractOf } from './modelSettings.ts';
import { recordNotFinite } from '../run/recordNotFinite.ts';
import { type ReusedPrefix, reusePrefix } from './reusePrefix.ts';
import { shiftFigures, shiftValidationIds } from './shiftValidation.ts';
import { saveSnapshot } from './snapshots.ts';
import { trainingBatches } from './trainingBatches.ts';
import { averageOf, cycleEpochs, mixOf, monitorOf, optimiserOf, scheduleOf } from './trainingSettings.ts';
import { unfreezingOf } from './unfreezing.ts';
import { validationFigures } from './validationFigures.ts';

/** A trained model and how it came to be. */
export interface TrainedModel {
  model: LayersModel;
  result: FitResult;
}

/** Builds the model of a run and trains it, from its start or from a checkpoint. */
export async function fitRun(
  context: Context,
  run: RunFolder,
  config: TrainConfig,
  dataset: Dataset,
  engine: RunningEngine,
  resume: Checkpoint | undefined,
  track?: Pick<RunTracker, 'onEvent'>,
): Promise<TrainedModel> {
  const model = await buildModel(context, config, resume !== undefined);
  const batches = trainingBatches(config, dataset);
  const mix = mixOf(config);
  const average = averageOf(config);
  const cycle = cycleEpochs(config);
  const show = showTraining(context, run);
  const loader = createLoadingPool({ source: dataset.pixels, workers: config.workers });
  const contract = baseContract(config);
  const shiftIds = monitorsShifts(config.monitor) ? shiftValidationIds(dataset, config) : undefined;
  // From here on, since features take memory too.
  const memory = processMemory();
  let reused: ReusedPrefix | undefined;
  try {
    if (config.reusePrefix > 0) {
      if (resume) assignWeights(model, resume.weights);
      const begun = context.now();
      try {
        reused = await reusePrefix(context, config, dataset, model, loader, engine);
      } finally {
        await addFeatureSeconds(run, (context.now() - begun) / 1000);
      }
    }
    // After the prefix is divided off: it ends where what learns at any time begins.
    const unfreeze = unfreezingOf(config, model);
    const { train: trainLoader, val: valLoader } = reused?.loaders ?? { train: loader, val: loader };
    const result = await fit({
      model,
      ...(reused && { suffix: reused.suffix }),
      epochs: config.epochs,
      batchesPerEpoch: batches.perEpoch,
      seed: config.seed,
      trainBatches: (epoch, startBatch) => batches.train(trainLoader, epoch, startBatch),
      ...(mix && { mix }),
      loss: batches.loss,
      optimiser: optimiserOf(config, model),
      schedule: scheduleOf(config, batches.perEpoch),
      ...(config.clipNorm > 0 && { clipNorm: config.clipNorm }),
      ...(config.microBatchSize > 0 && { microBatchSize: config.microBatchSize }),
      ...(average && { average }),
      ...(unfreeze && { onBeforeEpoch: unfreeze }),
      validate: async (place) => {
        const { signal } = place;
        const predictions = await predictBatches(reused?.suffix ?? model, batches.validation(valLoader), {
          loss: batches.loss,
          ...(signal && { signal }),
        });
        const figures = validationFigures(predictions, place, config.monitor);
        if (shiftIds === undefined) return figures;
        const shifted = await shiftFigures(model, contract, dataset, shiftIds, config.batchSize, place);
        return { ...figures, ...shifted };
      },
      ...(config.patience > 0 &&
        cycle === undefined && { earlyStopping: { ...monitorOf(config), patience: config.patience } }),
      best: monitorOf(config),
      store: fileCheckpointStore(run.file(RUN_FILES.checkpoints)),
      ...(config.checkpointSteps > 0 && { checkpointEverySteps: config.checkpointSteps }),
      ...(resume && { resume }),
      signal: context.signal,
      onBeforeStep: (step, firstExample) =>
        void setDropoutState(model, { seed: config.seed, step, firstExample }),
      onEvent: async (event) => {
        await show(event);
        await track?.onEvent(event, model);
        if (event.type === 'epoch-end' && cycle !== undefined && event.row.epoch % cycle === 0)
          await saveSnapshot(run, event.row.epoch / cycle, model, contractOf(config, dataset.hash));
      },
      now: context.now,
      memory,
      engine: engine.record(),
      versions: describeVersions(),
    });
    return { model, result };
  } catch (error) {
    await recordNotFinite(run, error);
    const computing = config.reusePrefix > 0 && reused === undefined;
    if (!computing || !context.signal.aborted) throw error;
    // Ended while features were computed: those that were are kept for the next time.
    return { model, result: { stopped: 'aborted', history: [], best: null } };
  } finally {
    await reused?.close();
    await loader.close();
  }
}
