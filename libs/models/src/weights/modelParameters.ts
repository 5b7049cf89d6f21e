import type * as tfl from '@tensorflow/tfjs-layers';
import { GREY_LAYER } from '../backbones/planImage.ts';
import { type TorchLayout, torchLayout } from './torchLayout.ts';

/** A weight of a model and its name in PyTorch. */
export interface ModelParameter {
  /** PyTorch's name, such as `'layer4.0.bn1.bias'`. */
  name: string;
  /** The weight. */
  variable: tfl.LayerVariable;
  /** The layer that owns it. */
  layer: tfl.layers.Layer;
  /** How it stands in PyTorch. */
  layout: TorchLayout;
  /** Whether it is a parameter, not a statistic. */
  learned: boolean;
}

/**
 * Weights of a model that PyTorch's network has too, in the order of the model's layers; within a
 * layer weight, bias, mean, variance, whatever is frozen.
 */
export function modelParameters(model: tfl.LayersModel): ModelParameter[] {
  return model.layers.flatMap((layer) => (layer.name === GREY_LAYER ? [] : layerParameters(layer)));
}

const ORDER = ['weight', 'bias', 'running_mean', 'running_var'];

function layerParameters(layer: tfl.layers.Layer): ModelParameter[] {
  const found = layer.weights.flatMap((variable) => {
    const part = variable.originalName.split('/').at(-1)!;
    const layout = torchLayout(part, variable.shape.length);
    if (layout === null) return [];
    const learned = !layout.suffix.startsWith('running');
    return [{ name: `${layer.name}.${layout.suffix}`, variable, layer, layout, learned }];
  });
  return found.sort((a, b) => ORDER.indexOf(a.layout.suffix) - ORDER.indexOf(b.layout.suffix));
}
