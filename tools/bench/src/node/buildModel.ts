import { createModel } from '@pneumo/models';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Order } from '../process/protocol.ts';

/**
 * Builds the model of an order, frozen as PyTorch's side freezes it: all but the last 36 of ResNet50's
 * parameter tensors, that is all before `layer4` and the first two of `layer4`.
 */
export function buildModel({ model: name, size, trainableTensors }: Order): tfl.LayersModel {
  const model = createModel(name, {
    inputSize: size,
    channels: 3,
    ...(name === 'resnet50' && { head: 'study' }),
  });
  if (trainableTensors === null) return model;
  const trained = model.layers
    .flatMap((layer) => layer.trainableWeights)
    .filter(({ originalName }) => /^(layer4|fc)\./.test(originalName))
    .filter(({ originalName }) => !/^layer4\.0\.(conv1\/kernel|bn1\/gamma)$/.test(originalName));
  if (trained.length !== trainableTensors)
    throw new Error(`${trained.length} tensors would be trained; expected ${trainableTensors}`);
  for (const weight of model.layers.flatMap((layer) => layer.trainableWeights)) {
    (weight as { trainable: boolean }).trainable = trained.includes(weight);
  }
  return model;
}

/** Parameters of a model, moving statistics not counted, and how many of them are trained. */
export function countParameters(model: tfl.LayersModel): { parameters: number; trainable: number } {
  const sum = (weights: readonly tfl.LayerVariable[]): number =>
    weights.reduce(
      (total, { shape }) => total + shape.reduce<number>((size, length) => size * length!, 1),
      0,
    );
  return {
    parameters: sum(model.weights.filter(({ originalName }) => !originalName.includes('/moving_'))),
    trainable: sum(model.trainableWeights),
  };
}
