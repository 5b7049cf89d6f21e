import type { Batch } from '@pneumo/data';
import { reshape, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkBatch } from './checkBatch.ts';
import { checkLoss } from './checkLoss.ts';
import { checkModel } from './checkModel.ts';
import type { BatchLoss } from './fitOptions.ts';
import { macrotask } from './macrotask.ts';

/** What {@link predictBatches} takes beside model and batches. */
export interface PredictBatchesOptions {
  /** Also gives the mean loss per example. */
  readonly loss?: BatchLoss;
  /** Ends the work between two batches by throwing the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each batch with the images done so far. */
  readonly onProgress?: (done: number) => void;
  /** Lets the event loop turn between batches; a macrotask by default. */
  readonly tick?: () => Promise<void>;
}

/** What a model says about a set of images, in the order in which they came. */
export interface BatchPredictions {
  /** Sample ids. */
  readonly ids: string[];
  /** One logit per image; the sigmoid makes it the probability of PNEUMONIA. */
  readonly logits: Float32Array;
  /** The labels that came with the images. */
  readonly labels: Float32Array;
  /** Mean loss per example; only when a loss was given and there was an image. */
  readonly loss?: number;
}

/**
 * Runs a model over batches in inference mode: moving statistics are used and kept, nothing is dropped,
 * no gradient is taken.
 *
 * @param model - gives logits [n, 1]
 * @param batches - of images [n, h, w, c] as the model takes them
 * @param options - a loss to report, an abort signal, progress
 * @returns logits aligned with ids and labels
 * @throws PneumoError `INVALID_MODEL` when the model gives no single logit, `INVALID_BATCH` when a batch
 *   does not fit the model, `INVALID_LOSS` when the loss does not give one value per example
 * @throws the signal's reason when it is aborted
 *
 * @example
 * ```ts
 * import * as tfl from '@tensorflow/tfjs-layers';
 * const layers = [tfl.layers.flatten({ inputShape: [1, 1, 1] }), tfl.layers.dense({ units: 1, kernelInitializer: 'ones' })];
 * const batch: Batch = { images: Float32Array.of(3), shape: [1, 1, 1, 1], labels: Float32Array.of(1), weights: Float32Array.of(1), ids: ['a'] };
 * const { logits } = await predictBatches(tfl.sequential({ layers }), [batch]);
 * logits[0]; // 3
 * ```
 */
export async function predictBatches(
  model: LayersModel,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  options: PredictBatchesOptions = {},
): Promise<BatchPredictions> {
  const { loss, signal, onProgress, tick = macrotask } = options;
  const ids: string[] = [];
  const logits: number[] = [];
  const labels: number[] = [];
  let lossSum = 0;
  checkModel(model);
  signal?.throwIfAborted();
  for await (const batch of batches) {
    checkBatch(model, batch);
    const outputs = tidy(() => {
      const images = tensor(batch.images, [...batch.shape], 'float32');
      const batchLogits = reshape(model.apply(images, { training: false }) as Tensor, [-1]) as Tensor1D;
      if (loss === undefined) return [batchLogits];
      const perExample = loss(tensor1d(batch.labels), batchLogits, tensor1d(batch.weights));
      checkLoss(perExample.shape, batch);
      return [batchLogits, perExample];
    });
    const [batchLogits, perExample] = await Promise.all(outputs.map((output) => output.data()));
    for (const output of outputs) output.dispose();
    ids.push(...batch.ids);
    logits.push(...batchLogits!);
    labels.push(...batch.labels);
    for (const value of perExample ?? []) lossSum += value;
    onProgress?.(ids.length);
    await tick();
    signal?.throwIfAborted();
  }
  return {
    ids,
    logits: Float32Array.from(logits),
    labels: Float32Array.from(labels),
    ...(loss !== undefined && ids.length > 0 && { loss: lossSum / ids.length }),
  };
}
