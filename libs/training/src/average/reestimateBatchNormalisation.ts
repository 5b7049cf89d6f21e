import { PneumoError } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkBatch } from '../checkBatch.ts';
import type { HostTensor, HostTensors } from '../checkpoint/checkpoint.ts';
import { readTensors, writeTensors } from '../checkpoint/hostTensors.ts';
import { macrotask } from '../macrotask.ts';
import { batchNormalisations } from './batchNormalisations.ts';

/** What {@link reestimateBatchNormalisation} takes beside model and batches. */
export interface ReestimateOptions {
  /** Called before each batch with its number, from 0, to set what is drawn per step, such as dropout. */
  readonly onBeforeBatch?: (batch: number) => void;
  /** Ends the work between two batches by throwing the signal's reason. */
  readonly signal?: AbortSignal;
  /** Lets the event loop turn between batches; a macrotask by default. */
  readonly tick?: () => Promise<void>;
}

/**
 * Computes the moving statistics of batch normalisation anew for the weights that a model has, such as
 * averaged ones, whose statistics no training has seen: each becomes the plain mean over the batches, as
 * PyTorch's `torch.optim.swa_utils.update_bn` has it. Nothing else changes; frozen layers keep theirs. When
 * it throws, the statistics are as they were.
 *
 * @param model - changed in place; without batch normalisation no batch is taken
 * @param batches - training batches, at least one; each counts the same whatever its size
 * @param options - dropout, an abort signal
 * @returns the number of batches taken
 * @throws PneumoError `BATCHES_MISSING` when there is no batch, `INVALID_BATCH` when one does not fit
 * @throws the signal's reason when it is aborted
 *
 * @example
 * ```ts
 * import * as tfl from '@tensorflow/tfjs-layers';
 * const model = tfl.sequential({ layers: [tfl.layers.batchNormalization({ name: 'norm', inputShape: [1, 1, 1] })] });
 * const batch: Batch = { images: Float32Array.of(1, 3), shape: [2, 1, 1, 1], labels: new Float32Array(2), weights: new Float32Array(2), ids: ['a', 'b'] };
 * await reestimateBatchNormalisation(model, [batch]); // 1
 * model.getWeights()[2]!.dataSync(); // ≈ [2]
 * model.getWeights()[3]!.dataSync(); // ≈ [1]
 * ```
 */
export async function reestimateBatchNormalisation(
  model: LayersModel,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  options: ReestimateOptions = {},
): Promise<number> {
  const { onBeforeBatch, signal, tick = macrotask } = options;
  const layers = batchNormalisations(model);
  const moving = layers.filter(({ moves }) => moves);
  if (moving.length === 0) return 0;
  const statistics = moving.flatMap(({ weights, momentum }) =>
    weights.map((weight) => ({ ...weight, momentum })),
  );
  // A frozen layer may move its statistics all the same (tfjs-layers' own does): they are put back.
  const everything = layers.flatMap(({ weights }) => weights);
  const before = await readTensors(everything);
  const zeros = mapValues(before, ({ values }) => new Float32Array(values.length));
  const sums = statistics.map(({ variable }) => new Float64Array(variable.size));
  let count = 0;
  let done = false;
  try {
    signal?.throwIfAborted();
    for await (const batch of batches) {
      checkBatch(model, batch);
      onBeforeBatch?.(count);
      // From 0 a pass leaves (1 - momentum) times the batch's own statistics.
      writeTensors(statistics, zeros);
      tidy(() => void model.apply(tensor(batch.images, [...batch.shape], 'float32'), { training: true }));
      const after = await readTensors(statistics);
      for (const [i, { name, momentum }] of statistics.entries()) {
        const sum = sums[i]!;
        for (const [k, value] of after[name]!.values.entries()) sum[k]! += value / (1 - momentum);
      }
      count++;
      await tick();
      signal?.throwIfAborted();
    }
    if (count === 0) {
      throw new PneumoError(
        'BATCHES_MISSING',
        'No batch came; the statistics of batch normalisation need at least one batch of training images.',
      );
    }
    done = true;
  } finally {
    writeTensors(everything, before);
  }
  if (done) {
    const means = statistics.map(({ name, variable }, i): [string, HostTensor] => [
      name,
      { shape: variable.shape, values: Float32Array.from(sums[i]!, (sum) => sum / count) },
    ]);
    writeTensors(statistics, Object.fromEntries(means));
  }
  return count;
}

function mapValues(tensors: HostTensors, make: (tensor: HostTensor) => Float32Array): HostTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, host]) => [name, { shape: host.shape, values: make(host) }]),
  );
}
