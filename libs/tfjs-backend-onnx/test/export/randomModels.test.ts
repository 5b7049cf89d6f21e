import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { tf } from '../helpers/backends.ts';
import { expectSameAsPredict, seedWeights } from '../helpers/exported.ts';

const { layers } = tfl;
type Tensor = tfl.SymbolicTensor;

/** What a step of a random network does to an image. */
const STEPS: readonly ((x: Tensor, size: number) => Tensor)[] = [
  (x, size) => apply(layers.conv2d({ filters: size + 1, kernelSize: size, padding: 'same' }), x),
  (x, size) =>
    apply(
      layers.conv2d({ filters: 2, kernelSize: 3, strides: size, activation: 'relu', padding: 'same' }),
      x,
    ),
  (x, size) => apply(layers.depthwiseConv2d({ kernelSize: size, padding: 'same', depthMultiplier: size }), x),
  (x) => apply(layers.batchNormalization(), x),
  (x) => apply(layers.reLU(), x),
  (x, size) => apply(layers.maxPooling2d({ poolSize: size, padding: 'same' }), x),
  (x, size) => apply(layers.averagePooling2d({ poolSize: size, strides: 1, padding: 'same' }), x),
  (x, size) =>
    apply(
      layers.zeroPadding2d({
        padding: [
          [0, size],
          [1, 0],
        ],
      }),
      x,
    ),
  (x) => apply(layers.upSampling2d({ size: [1, 2] }), x),
  (x) => apply(layers.permute({ dims: [2, 1, 3] }), x),
  (x) => apply(layers.dropout({ rate: 0.5 }), x),
  (x) => apply(layers.prelu({ sharedAxes: [1, 2] }), x),
  (x) => apply(layers.dense({ units: 3, activation: 'tanh' }), x),
  (x) => apply(layers.add(), [x, apply(layers.activation({ activation: 'sigmoid' }), x)]),
  (x, size) => apply(layers.concatenate({ axis: size }), [x, apply(layers.reLU(), x), x]),
  (x) => {
    const [, height, width, channels] = x.shape as number[];
    return apply(layers.reshape({ targetShape: [width!, channels!, height!] }), x);
  },
  (x) => {
    const gate = apply(
      layers.reshape({ targetShape: [1, 1, x.shape[3]!] }),
      apply(layers.globalAveragePooling2d({}), x),
    );
    return apply(layers.multiply(), [x, gate]);
  },
];

const HEADS: readonly ((x: Tensor) => Tensor)[] = [
  (x) => x,
  (x) => apply(layers.dense({ units: 1 }), apply(layers.flatten(), x)),
  (x) => apply(layers.dense({ units: 1 }), apply(layers.globalAveragePooling2d({}), x)),
];

function apply(layer: tfl.layers.Layer, x: Tensor | Tensor[]): Tensor {
  return layer.apply(x) as Tensor;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('a random network exported to ONNX', () => {
  it('computes what predict does, in both layouts, whatever layers follow one another', async () => {
    const step = fc.record({ which: fc.nat(STEPS.length - 1), size: fc.integer({ min: 1, max: 3 }) });
    const network = fc.record({
      height: fc.integer({ min: 3, max: 7 }),
      width: fc.integer({ min: 3, max: 7 }),
      channels: fc.integer({ min: 1, max: 3 }),
      steps: fc.array(step, { minLength: 1, maxLength: 6 }),
      head: fc.nat(HEADS.length - 1),
      imageLayout: fc.constantFrom('channels-last' as const, 'channels-first' as const),
    });
    await fc.assert(
      fc.asyncProperty(network, async ({ height, width, channels, steps, head, imageLayout }) => {
        const input = tfl.input({ shape: [height, width, channels] });
        const image = steps.reduce((x, { which, size }) => STEPS[which]!(x, size), input);
        const model = tfl.model({ inputs: input, outputs: HEADS[head]!(image) });
        seedWeights(model);
        await expectSameAsPredict(model, { imageLayout, inputNames: ['x'], outputNames: ['y'] }, 2e-5);
        model.dispose();
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
