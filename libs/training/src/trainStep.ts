import type { Batch } from '@pneumo/data';
import { add, dispose, stack, tidy } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { checkBatch } from './checkBatch.ts';
import { lossGradients } from './lossGradients.ts';
import type { LossContext } from './lossGradients.ts';
import { microBatches } from './microBatches.ts';
import type { Optimiser } from './optimiser/createOptimiser.ts';
import { clipByGlobalNorm, globalNorm } from './optimiser/globalNorm.ts';

/** What a step needs beside its batch. */
export interface StepContext extends LossContext {
  /** The optimiser. */
  readonly optimiser: Optimiser;
  /** Greatest gradient norm, null for no clipping. */
  readonly clipNorm: number | null;
  /** Most images of one pass; null for whole batches. */
  readonly microBatchSize: number | null;
  /** Called after the update, to trace what follows from the new weights. */
  readonly afterUpdate: () => void;
  /** Called before each pass with the number of its first image in the batch. */
  readonly beforePass: (firstExample: number) => void;
}

/** What a step tells; both figures may be NaN or infinite. */
export interface StepFigures {
  /** The batch's mean loss, regularisers included. */
  readonly loss: number;
  /** The gradients' global norm, before clipping. */
  readonly gradientNorm: number;
}

/**
 * One step: loss, gradients, optimiser update and moving statistics are traced as one graph, then read
 * once, so that a lazy backend runs one graph a step. A batch larger than `microBatchSize` takes one
 * graph for each of its parts, whose gradients are added up, and one for the update.
 */
export async function trainStep(
  context: StepContext,
  batch: Batch,
  learningRate: number,
): Promise<StepFigures> {
  checkBatch(context.forward, batch);
  const { microBatchSize } = context;
  if (microBatchSize !== null && batch.labels.length > microBatchSize) {
    return accumulatedStep(context, batch, microBatchSize, learningRate);
  }
  context.beforePass(0);
  const figures = tidy(() => {
    const { value, gradients } = lossGradients(context, batch);
    return stack([value, update(context, gradients, learningRate)]);
  });
  const [loss, gradientNorm] = await figures.data();
  figures.dispose();
  return { loss: loss!, gradientNorm: gradientNorm! };
}

/** Adds up the gradients of the parts; reading each part's loss makes a lazy backend run it and free it. */
async function accumulatedStep(
  context: StepContext,
  batch: Batch,
  microBatchSize: number,
  learningRate: number,
): Promise<StepFigures> {
  const n = batch.labels.length;
  let loss = 0;
  let sums: Tensor[] = [];
  try {
    for (const { batch: part, firstExample } of microBatches(batch, microBatchSize)) {
      context.beforePass(firstExample);
      const [value, ...gradients] = tidy(() => {
        const { value, gradients } = lossGradients(context, part, part.labels.length / n);
        return [value, ...gradients.map((gradient, i) => (sums[i] ? add(sums[i], gradient) : gradient))];
      });
      dispose(sums);
      sums = gradients;
      const [partLoss] = await value!.data();
      value!.dispose();
      loss += partLoss!;
    }
    const norm = tidy(() => update(context, sums, learningRate));
    const [gradientNorm] = await norm.data();
    norm.dispose();
    return { loss, gradientNorm: gradientNorm! };
  } finally {
    dispose(sums);
  }
}

/** Clips and takes the step; call it inside a `tidy`. */
function update(
  { optimiser, clipNorm, afterUpdate }: StepContext,
  gradients: readonly Tensor[],
  learningRate: number,
): Scalar {
  const norm = globalNorm(gradients);
  optimiser.apply(clipNorm === null ? gradients : clipByGlobalNorm(gradients, norm, clipNorm), learningRate);
  afterUpdate();
  return norm;
}
