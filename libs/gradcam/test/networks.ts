import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

interface FixtureArray {
  shape: number[];
  values: number[];
}

/** What PyTorch computed for one network. */
export interface MapCase {
  weights: Record<string, FixtureArray>;
  imagesTimesTen: FixtureArray;
  pneumonia: { max: number[]; maps: number[][] };
  normal: { max: number[]; maps: number[][] };
}

/** The cases of fixtures/maps.json. */
export function referenceMaps(): { chain: MapCase; residual: MapCase } {
  return JSON.parse(readFileSync(new URL('fixtures/maps.json', import.meta.url), 'utf8')) as {
    chain: MapCase;
    residual: MapCase;
  };
}

/** The images of a case. */
export function imagesOf({ imagesTimesTen: { shape, values } }: MapCase): tf.Tensor4D {
  return tf.tensor4d(
    values.map((v) => v / 10),
    shape as [number, number, number, number],
  );
}

const SHAPE = [22, 22, 3];
const conv = (name: string, filters: number, useBias = false): tfl.layers.Layer =>
  tfl.layers.conv2d({ name, filters, kernelSize: 3, padding: 'same', useBias });
const relu = (name: string): tfl.layers.Layer => tfl.layers.activation({ name, activation: 'relu' });
const norm = (name: string): tfl.layers.Layer => tfl.layers.batchNormalization({ name });
const pool = (name: string): tfl.layers.Layer => tfl.layers.maxPooling2d({ name, poolSize: 2 });

/** The layers of the fixture's chain. */
function chainLayers(): tfl.layers.Layer[] {
  return [
    conv('conv1', 4),
    norm('bn1'),
    relu('relu1'),
    pool('pool1'),
    conv('conv2', 5),
    norm('bn2'),
    relu('relu2'),
    pool('pool2'),
    tfl.layers.dropout({ rate: 0.5 }),
    tfl.layers.globalAveragePooling2d({ name: 'features' }),
    tfl.layers.dense({ name: 'logit', units: 1 }),
  ];
}

/** The fixture's chain as a functional model. */
export function chain(reference: MapCase = referenceMaps().chain): tfl.LayersModel {
  const input = tfl.input({ shape: SHAPE });
  const output = chainLayers().reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);
  return withWeights(tfl.model({ inputs: input, outputs: output }), reference);
}

/** The fixture's chain as a sequential model. */
export function sequentialChain(): tfl.LayersModel {
  const model = tfl.sequential();
  model.add(tfl.layers.inputLayer({ inputShape: SHAPE }));
  for (const layer of chainLayers()) model.add(layer);
  return withWeights(model, referenceMaps().chain);
}

/** The fixture's residual network. */
export function residual(): tfl.LayersModel {
  const input = tfl.input({ shape: SHAPE });
  const through = (x: tfl.SymbolicTensor, ...layers: tfl.layers.Layer[]): tfl.SymbolicTensor =>
    layers.reduce((value, layer) => layer.apply(value) as tfl.SymbolicTensor, x);
  const skip = through(input, conv('conv1', 4, true), relu('relu1'), pool('pool1'));
  const branch = through(skip, conv('conv2', 4), norm('bn2'));
  const sum = tfl.layers.add({ name: 'sum' }).apply([branch, skip]) as tfl.SymbolicTensor;
  const output = through(
    sum,
    relu('relu2'),
    tfl.layers.globalAveragePooling2d({ name: 'features' }),
    tfl.layers.dense({ name: 'dense1', units: 6, activation: 'relu' }),
    tfl.layers.dense({ name: 'logit', units: 1 }),
  );
  return withWeights(tfl.model({ inputs: input, outputs: output }), referenceMaps().residual);
}

function withWeights(model: tfl.LayersModel, { weights }: MapCase): tfl.LayersModel {
  for (const weight of model.weights) {
    const { shape, values } = weights[weight.originalName]!;
    tf.tidy(() => void weight.write(tf.tensor(values, shape)));
  }
  return model;
}

/** The largest difference between two lists of numbers. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}
