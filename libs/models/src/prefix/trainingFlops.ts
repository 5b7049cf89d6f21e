import type * as tfl from '@tensorflow/tfjs-layers';
import { modelSummary } from '../modelSummary.ts';
import { layerGraph } from './layerGraph.ts';

/**
 * Counts the floating-point operations of one training step for one example, with what is frozen: every
 * convolution and dense layer takes its forward pass, as many operations again where its kernel learns, and as many
 * again where something in front of it learns, for the gradient on the way there.
 *
 * @param model - one input, one output; `setTrainable` has said what learns
 * @returns operations for one example, two for each multiplication with an addition
 * @throws PneumoError `UNSUPPORTED_MODEL` when the model has several inputs or outputs, or a layer is used twice
 *
 * @example
 * ```ts
 * const config = { inputSize: 32, head: 'study' };
 * const model = createModel('resnet18', config, { weights: 'zeros' });
 * const whole = trainingFlops(model);
 * setTrainable(model, { name: 'resnet18', config }, { lastTensors: 10 });
 * trainingFlops(model) / whole; // ≈ 0.3466
 * ```
 */
export function trainingFlops(model: tfl.LayersModel): number {
  const forward = new Map(modelSummary(model).layers.map(({ name, flops }) => [name, flops]));
  /** Layers whose output depends on a weight that learns. */
  const learning = new Set<tfl.layers.Layer>();
  let flops = 0;
  for (const { layer, inputs } of layerGraph(model)) {
    const passesOn = inputs.some((input) => learning.has(input));
    const learns = layer.trainableWeights.length > 0;
    if (passesOn || learns) learning.add(layer);
    const kernelLearns = layer.trainableWeights.some(({ originalName }) => originalName.endsWith('kernel'));
    flops += (forward.get(layer.name) ?? 0) * (1 + Number(kernelLearns) + Number(passesOn));
  }
  return flops;
}
