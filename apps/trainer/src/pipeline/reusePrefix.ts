import type { BatchLoader } from '@pneumo/data';
import { frozenPrefix, trainingFlops } from '@pneumo/models';
import { storeFeatures } from '@pneumo/training/node';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { cacheFolder } from '../cli/cacheFolder.ts';
import type { Context } from '../cli/context.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { describeMachine, describeVersions } from '../run/machine.ts';
import { formatBytes } from '../ui/format.ts';
import { startProgress } from '../ui/progress.ts';
import type { Dataset } from './dataset.ts';
import { baseContract, INPUT_CHANNELS } from './modelSettings.ts';
import type { RunningEngine } from './startEngine.ts';
import { policyOf } from './trainingSettings.ts';

/** What a training on stored features goes through. */
export interface ReusedPrefix {
  /** What learns, and what follows. */
  suffix: LayersModel;
  /** Features of both parts in place of images. */
  loaders: Readonly<Record<'train' | 'val', BatchLoader>>;
  /** Closes the files and gives every layer its one place again. */
  close(): Promise<void>;
}

const GIB = 2 ** 30;

/** Divides a model behind its frozen layers, and computes what these give for all images, or finds it computed. */
export async function reusePrefix(
  context: Context,
  config: TrainConfig,
  dataset: Dataset,
  model: LayersModel,
  loader: BatchLoader,
  engine: RunningEngine,
): Promise<ReusedPrefix> {
  const whole = trainingFlops(model);
  const { prefix, suffix, cut, dispose } = frozenPrefix(model);
  const policy = policyOf(config);
  const folder = cacheFolder(context);
  const progress = startProgress(context, 'computing features');
  try {
    const features = await storeFeatures({
      prefix,
      pixels: dataset.pixels,
      loader,
      samples: dataset.samples,
      parts: {
        train: { ids: dataset.split.train, ...(policy && { policy, variants: config.reusePrefix }) },
        val: { ids: dataset.split.val },
      },
      batchSize: config.batchSize,
      seed: config.seed,
      normalisation: baseContract(config).normalisation,
      channels: INPUT_CHANNELS,
      folder,
      limitBytes: config.prefixDisk * GIB,
      precision: config.prefixPrecision,
      engine: engineKey(engine),
      signal: context.signal,
      onProgress: (done, total) => progress.update(done, total),
    });
    progress.end();
    context.note(
      `Features behind ${cut}: ${formatBytes(features.bytes)} as ${config.prefixPrecision} in ${folder}, ` +
        `${features.computed === 0 ? 'computed earlier' : `${features.computed} images computed`}. ` +
        `A step takes ${(whole / trainingFlops(suffix)).toFixed(2)} times fewer operations with them.`,
    );
    return {
      suffix,
      loaders: features.loaders,
      async close() {
        dispose();
        await features.close();
      },
    };
  } catch (error) {
    progress.end();
    dispose();
    throw error;
  }
}

/** What decides the last bits of features: the engine, its threads, plan and version, and the processor. */
export function engineKey(engine: Pick<RunningEngine, 'record'>): string {
  const { name, threads, plan } = engine.record();
  const { processor, instructionSets } = describeMachine();
  const versions = describeVersions();
  return JSON.stringify([
    ...[name, threads ?? 0, plan ?? null, processor, instructionSets],
    ...[versions['onnxruntime-node'], versions['@tensorflow/tfjs-core']],
  ]);
}
