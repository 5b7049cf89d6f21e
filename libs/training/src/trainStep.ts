import { PneumoError } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import { addN, mean, reshape, stack, tensor, tensor1d, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkBatch } from './checkBatch.ts';
import { checkLoss } from './checkLoss.ts';
import type { BatchLoss } from './fitOptions.ts';
import type { NamedWeight } from './modelWeights.ts';
import type { Optimiser } from './optimiser/createOptimiser.ts';
import { clipByGlobalNorm, globalNorm } from './optimiser/globalNorm.ts';

/** What a step needs beside its batch. */
export interface StepContext {
  /** The model, trained in place. */
  readonly model: LayersModel;
  /** Its trainable weights, in the optimiser's order. */
  readonly weights: readonly NamedWeight[];
  /** The optimiser. */
  readonly optimiser: Optimiser;
  /** The loss per example. */
  readonly loss: BatchLoss;
  /** Greatest gradient norm, null for no clipping. */
  readonly clipNorm: number | null;
}

/**
 * One step: loss, gradients, optimiser update and moving statistics are traced as one graph, then read
 * once, so that a lazy backend runs one graph a step.
 *
 * @returns the batch's mean loss and the gradients' norm; both may be NaN or infinite
 */
export async function trainStep(
  { model, weights, optimiser, loss, clipNorm }: StepContext,
  batch: Batch,
  learningRate: number,
): Promise<{ loss: number; gradientNorm: number }> {
  checkBatch(model, batch);
  const figures = tidy(() => {
    const images = tensor(batch.images, [...batch.shape], 'float32');
    const labels = tensor1d(batch.labels, 'float32');
    const sampleWeights = tensor1d(batch.weights, 'float32');
    // A throw inside variableGrads would leak the tensors it keeps for the gradient: hence the detour.
    let fault: { error: unknown } | undefined;
    const objective = (): Scalar => {
      const logits = reshape(model.apply(images, { training: true }) as Tensor, [-1]) as Tensor1D;
      try {
        const perExample = loss(labels, logits, sampleWeights);
        checkLoss(perExample.shape, batch);
        return addN([mean(perExample) as Scalar, ...model.calculateLosses()]);
      } catch (error) {
        fault = { error };
        return mean(logits);
      }
    };
    const { value, grads } = variableGrads(
      objective,
      weights.map(({ variable }) => variable),
    );
    if (fault) throw fault.error;
    const gradients = weights.map(({ name, variable }) => {
      const gradient = grads[variable.name];
      if (gradient) return gradient;
      throw new PneumoError(
        'INVALID_MODEL',
        `The loss does not depend on the trainable weight '${name}'; freeze its layer.`,
      );
    });
    const norm = globalNorm(gradients);
    optimiser.apply(
      clipNorm === null ? gradients : clipByGlobalNorm(gradients, norm, clipNorm),
      learningRate,
    );
    return stack([value, norm]);
  });
  const [batchLoss, gradientNorm] = await figures.data();
  figures.dispose();
  return { loss: batchLoss!, gradientNorm: gradientNorm! };
}
