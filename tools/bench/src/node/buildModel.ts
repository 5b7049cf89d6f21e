import { createModel, setTrainable } from '@pneumo/models';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Order } from '../process/protocol.ts';

/** Builds the model of an order, frozen as PyTorch's side freezes it. */
export function buildModel({ model: name, size, trainableTensors }: Order): tfl.LayersModel {
  const config = { inputSize: size, channels: 3, ...(name === 'resnet50' && { head: 'study' }) };
  const model = createModel(name, config);
  if (trainableTensors !== null) setTrainable(model, { name, config }, { lastTensors: trainableTensors });
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
