import { shiftSuite } from '@pneumo/augment';
import { featureBytes } from '@pneumo/data/node';
import { estimateActivationBytes } from '@pneumo/training';
import { frozenPrefix, modelSummary, trainingFlops } from '@pneumo/models';
import { tidy, zeros } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Context } from '../cli/context.ts';
import { monitorsShifts } from '../config/monitors.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { freeDisk } from '../run/freeDisk.ts';
import { formatBytes, formatDuration } from '../ui/format.ts';
import type { Dataset } from './dataset.ts';
import { buildModel } from './buildModel.ts';
import { checkpointBytes, estimateMemory } from './estimateMemory.ts';
import { largeBatchNote } from './largeBatchNote.ts';

/**
 * What the arithmetic of a training step costs, beside prediction of the same batch: three passes of the same work
 * (forward, two gradients; less where layers are frozen), each slower, since weights are constants in a prediction.
 * This and {@link SECONDS_PER_GIGABYTE} were fitted to trainings of the study's CNN, EfficientNet-Lite0 and the study's
 * ResNet50 on two cores (AVX-512), which come out within 15 %.
 */
const SLOWER_THAN_PREDICTION = 1.4;
/**
 * What each gigabyte of activations costs a step beside its arithmetic, in seconds of one thread: batch normalisation and
 * depthwise convolutions wait for memory, and in prediction the first is folded into its convolution.
 */
const SECONDS_PER_GIGABYTE = 0.44;
/** Generations of `last` on the disk: two are kept, while the next is written beside them. */
const LAST_ON_DISK = 3;
/** Generations of `best`, weights alone, beside them. */
const BEST_ON_DISK = 2;

/**
 * Says, before a long job, what it will take: time from one measured forward pass and the sizes of the
 * activations, memory and disk by what is held and written. Estimates, not promises.
 *
 * @param folder - where the run writes
 * @param threads - of the engine
 */
export async function estimateRun(
  context: Context,
  config: TrainConfig,
  dataset: Dataset,
  folder: string,
  threads: number,
): Promise<void> {
  const model = await buildModel(context, config, true);
  // A batch holds at most what there is.
  const images = Math.min(config.batchSize, dataset.split.train.length);
  const forward = async (): Promise<number> => {
    const start = context.now();
    const logits = tidy(
      () =>
        model.apply(zeros([images, config.imageSize, config.imageSize, 3]), {
          training: false,
        }) as Tensor,
    );
    await logits.data();
    logits.dispose();
    return context.now() - start;
  };
  await forward();
  const pass = await forward();
  const image = pass / images;
  const work = workOf(config, model);
  const memory = estimateMemory(config, model, images, dataset.pixels);
  const parameters = model.countParams();
  const disk = LAST_ON_DISK * checkpointBytes(config, model) + BEST_ON_DISK * 4 * parameters;
  model.dispose();
  const { train, val } = dataset.split;
  const shifted = monitorsShifts(config.monitor)
    ? Math.min(config.shiftImages, val.length) * Object.keys(shiftSuite.shifts).length
    : 0;
  const waits = (SECONDS_PER_GIGABYTE * 1000 * work.stepBytes) / 1e9 / threads;
  const epoch = train.length * (work.step * image + waits) + (val.length * work.validation + shifted) * image;
  // A film that a bootstrap drew twice has its features once.
  const featured = new Set(train).size * Math.max(1, variantsOf(config)) + val.length;
  const first = featured * work.once * image;
  const free = await freeDisk(folder);
  context.note(
    `${train.length} images train, ${val.length} validate, ${dataset.split.test.length} test. ` +
      `${(parameters / 1e6).toFixed(2)} million parameters.`,
  );
  const large = largeBatchNote(config, dataset);
  if (large !== undefined) context.note(large);
  context.note(
    `Expected: about ${formatDuration(epoch)} an epoch, ${formatDuration(first + epoch * config.epochs)} for ${config.epochs}${
      first > 0 ? `, ${formatDuration(first)} of it once for the features that are not there yet` : ''
    }; ` +
      `about ${formatBytes(memory)} of memory; ${formatBytes(disk)} of disk${
        work.featureBytes > 0 ? ` and ${formatBytes(featured * work.featureBytes)} for the features` : ''
      } (${formatBytes(free)} free).`,
  );
}

/** Work of one image; where no unit is said, in forward passes of the whole model. */
interface Work {
  /** A training step, without what it waits for memory. */
  step: number;
  /** Bytes of its activations in a training step. */
  stepBytes: number;
  /** A validation. */
  validation: number;
  /** What is computed once, and then kept on disk. */
  once: number;
  /** Bytes of what is kept of an image. */
  featureBytes: number;
}

function workOf(config: TrainConfig, model: LayersModel): Work {
  const forward = modelSummary(model).flops;
  const step = (part: LayersModel): number => (SLOWER_THAN_PREDICTION * trainingFlops(part)) / forward;
  const stepBytes = (part: LayersModel): number => estimateActivationBytes(part, 1);
  if (config.reusePrefix === 0)
    return { step: step(model), stepBytes: stepBytes(model), validation: 1, once: 0, featureBytes: 0 };
  const { prefix, suffix, dispose } = frozenPrefix(model);
  const once = modelSummary(prefix).flops / forward;
  const shape = prefix.outputs[0]!.shape.slice(1) as number[];
  const work = {
    step: step(suffix),
    stepBytes: stepBytes(suffix),
    validation: 1 - once,
    once,
    featureBytes: featureBytes(1, shape, config.prefixPrecision),
  };
  dispose();
  return work;
}

/** Ways in which training images are varied where features are kept. */
function variantsOf({ augment, reusePrefix }: TrainConfig): number {
  return augment === 'none' ? Math.min(1, reusePrefix) : reusePrefix;
}
