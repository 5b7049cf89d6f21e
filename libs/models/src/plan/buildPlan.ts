import * as tfl from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/BatchNormalization.ts';
import { Dropout } from '../layers/Dropout.ts';
import { Relu6 } from '../layers/Relu6.ts';
import { type InitialWeights, glorotUniform, heNormal } from './initialisers.ts';
import type { ConvSpec, LayerSpec, PoolSpec } from './layerSpec.ts';
import type { NetworkPlan } from './NetworkPlan.ts';

type Tensor = tfl.SymbolicTensor;

/** Builds a plan as a layers model whose output is the plan's last layer. */
export function buildPlan(
  plan: NetworkPlan,
  name: string,
  inputShape: readonly [number, number, number],
  initial: InitialWeights,
): tfl.LayersModel {
  const image = tfl.input({ shape: [...inputShape], name: plan.input });
  const made = new Map<string, Tensor>([[plan.input, image]]);
  let last: Tensor = image;
  for (const spec of plan.layers) {
    const inputs = spec.inputs.map((input) => made.get(input)!);
    last = layerOf(spec, initial).apply(padded(spec, inputs)) as Tensor;
    made.set(spec.name, last);
  }
  return tfl.model({ inputs: image, outputs: last, name });
}

function layerOf(spec: LayerSpec, initial: InitialWeights): tfl.layers.Layer {
  const { name } = spec;
  switch (spec.kind) {
    case 'conv':
      return convOf(spec, initial);
    case 'batchNorm':
      return new BatchNormalization({ name, epsilon: spec.epsilon, momentum: spec.momentum });
    case 'relu':
      return tfl.layers.activation({ name, activation: 'relu' });
    case 'relu6':
      return new Relu6({ name });
    case 'maxPool':
      return tfl.layers.maxPooling2d(poolArgs(spec));
    case 'averagePool':
      return tfl.layers.averagePooling2d(poolArgs(spec));
    case 'globalAverage':
      return tfl.layers.globalAveragePooling2d({ name });
    case 'add':
      return tfl.layers.add({ name });
    case 'concatenate':
      return tfl.layers.concatenate({ name, axis: -1 });
    case 'dropout':
      return new Dropout({ name, rate: spec.rate });
    case 'dense':
      return tfl.layers.dense({ name, units: spec.units, kernelInitializer: glorotUniform(initial, name) });
  }
}

function convOf(spec: ConvSpec, initial: InitialWeights): tfl.layers.Layer {
  const { name, filters, kernel, stride, bias, trainable } = spec;
  const shared = {
    name,
    kernelSize: kernel,
    strides: stride,
    padding: pads(spec) ? ('valid' as const) : ('same' as const),
    useBias: bias,
    trainable,
  };
  return spec.depthwise
    ? tfl.layers.depthwiseConv2d({ ...shared, depthwiseInitializer: heNormal(initial, name) })
    : tfl.layers.conv2d({ ...shared, filters, kernelInitializer: heNormal(initial, name) });
}

function poolArgs(spec: PoolSpec): Parameters<typeof tfl.layers.maxPooling2d>[0] {
  const padding = pads(spec) ? 'valid' : 'same';
  return { name: spec.name, poolSize: spec.kernel, strides: spec.stride, padding };
}

/** Whether padding is written out in a layer of its own (or is none), because 'same' would differ. */
function pads({ kernel, stride, padding }: ConvSpec | PoolSpec): boolean {
  return padding !== 'same' && !(stride === 1 && kernel === 2 * padding + 1);
}

/**
 * Zeros around the input, for PyTorch's padding under strides. (Around a maximum PyTorch puts minus
 * infinity; behind a ReLU, where every such pool of ours stands, zeros give the same.)
 */
function padded(spec: LayerSpec, inputs: Tensor[]): Tensor | Tensor[] {
  if (!('padding' in spec) || spec.padding === 'same' || spec.padding === 0 || !pads(spec)) {
    return inputs.length === 1 ? inputs[0]! : inputs;
  }
  return tfl.layers
    .zeroPadding2d({ name: `${spec.name}.pad`, padding: spec.padding })
    .apply(inputs) as Tensor;
}
