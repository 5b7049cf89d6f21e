import type { StoredPixels, StoredPixelSource } from '@pneumo/data';
import { estimateActivationBytes, estimateCheckpointBytes } from '@pneumo/training';
import { frozenPrefix, modelSummary } from '@pneumo/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TrainConfig } from '../config/trainConfig.ts';
import { averageOf, optimiserOf } from './trainingSettings.ts';

/**
 * With memory `fast` the engine keeps what a step has freed for the next one, in pieces that do not all fit again.
 * Fitted, with {@link BASE_BYTES}, to the peaks of trainings of the study's CNN, EfficientNet-Lite0 and the study's
 * ResNet50 behind its stored features, which come out within 15 %.
 */
const FAST_MEMORY = 1.35;
/** The process itself, with the engine and no network. */
const BASE_BYTES = 2.8e8;
/** While a checkpoint is written it is held as arrays and as the bytes of its file. */
const COPIES_OF_CHECKPOINT = 2;

/**
 * What a training holds at its peak, which is where a checkpoint is written: images, weights, what the engine has kept
 * of its largest passes, and the checkpoint.
 *
 * @param model - frozen as it will be trained
 * @param images - of a batch
 * @param pixels - the decoded images
 * @returns bytes
 */
export function estimateMemory(
  config: TrainConfig,
  model: LayersModel,
  images: number,
  pixels: StoredPixelSource,
): number {
  return (
    BASE_BYTES +
    heldBytes(pixels) +
    heldBytes(pixels.masks) +
    activationBytes(config, model, images) +
    weightBytes(config, model) +
    COPIES_OF_CHECKPOINT * checkpointBytes(config, model)
  );
}

/** Bytes of one `last` checkpoint. */
export function checkpointBytes(config: TrainConfig, model: LayersModel): number {
  return estimateCheckpointBytes(model, optimiserOf(config), averageOf(config) !== undefined);
}

/** Those in a file are read an image at a time. */
function heldBytes(pixels: StoredPixels | undefined): number {
  return pixels !== undefined && 'buffer' in pixels ? pixels.buffer.byteLength : 0;
}

/** Activations of what is passed at once, and of the pass that computes features, which the engine keeps as well. */
function activationBytes(
  { microBatchSize, memory, reusePrefix }: TrainConfig,
  model: LayersModel,
  images: number,
): number {
  const atOnce = microBatchSize > 0 ? Math.min(microBatchSize, images) : images;
  if (reusePrefix === 0)
    return estimateActivationBytes(model, atOnce) * (memory === 'fast' ? FAST_MEMORY : 1);
  const { prefix, suffix, dispose } = frozenPrefix(model);
  const computing = estimateActivationBytes(prefix, images);
  const training = estimateActivationBytes(suffix, atOnce);
  dispose();
  return memory === 'fast' ? FAST_MEMORY * (computing + training) : Math.max(computing, training);
}

/** Weights, and their copies in the average and of the best epoch; for those that learn also gradients and two moments. */
function weightBytes(config: TrainConfig, model: LayersModel): number {
  const { parameters, trainableParameters } = modelSummary(model);
  const copies = averageOf(config) === undefined ? 2 : 3;
  return 4 * (copies * parameters + 3 * trainableParameters);
}
