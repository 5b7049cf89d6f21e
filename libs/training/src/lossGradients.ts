import { PneumoError } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import { addN, mean, mul, reshape, tensor, tensor1d, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkLoss } from './checkLoss.ts';
import type { BatchLoss } from './fitOptions.ts';
import type { NamedWeight } from './modelWeights.ts';

/** What a loss and its gradients depend on. */
export interface LossContext {
  /** The model, trained in place. */
  readonly model: LayersModel;
  /** What batches go through: the model, or its suffix. */
  readonly forward: LayersModel;
  /** Its trainable weights, in the optimiser's order. */
  readonly weights: readonly NamedWeight[];
  /** The loss per example. */
  readonly loss: BatchLoss;
}

/**
 * Traces the mean loss of a batch, regularisers included, its gradients, and the new moving statistics.
 * Call it inside a `tidy`.
 *
 * @param share - what the loss is multiplied by, the batch's share of a larger one; 1 by default
 */
export function lossGradients(
  { model, forward, weights, loss }: LossContext,
  batch: Batch,
  share = 1,
): { value: Scalar; gradients: Tensor[] } {
  const images = tensor(batch.images, [...batch.shape], 'float32');
  const labels = tensor1d(batch.labels, 'float32');
  const sampleWeights = tensor1d(batch.weights, 'float32');
  // A throw inside variableGrads would leak the tensors it keeps for the gradient: hence the detour.
  let fault: { error: unknown } | undefined;
  const objective = (): Scalar => {
    const logits = reshape(forward.apply(images, { training: true }) as Tensor, [-1]) as Tensor1D;
    try {
      const perExample = loss(labels, logits, sampleWeights);
      checkLoss(perExample.shape, batch);
      const value = addN([mean(perExample) as Scalar, ...model.calculateLosses()]);
      return share === 1 ? value : mul(value, share);
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
  return { value, gradients };
}
