import * as tfl from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/BatchNormalization.ts';
import { Dropout } from '../layers/Dropout.ts';
import { layerSeed } from '../plan/layerSeed.ts';
import { type CnnConfig, studyCnnConfig } from './cnnConfig.ts';

/**
 * Builds the study's CNN: blocks of 3×3 convolutions ('same' padding, without bias, which batch
 * normalisation would cancel), batch normalisation and ReLU, 2×2 max-pooling and dropout; then a
 * vector of features, hidden dense layers with ReLU and dropout, and one linear logit. Positive
 * logits speak for PNEUMONIA.
 *
 * Layers are named `block1_conv1`, `block1_bn1`, `block1_relu1`, `block1_pool`, `block1_dropout`,
 * `features`, `dense1`, `dense1_relu`, `dense1_dropout`, `logit`. Weights are drawn from the seed and
 * the layers' names: He's normal distribution, Glorot's uniform one for the logit.
 *
 * @param overrides - what shall differ from {@link studyCnnConfig}
 * @returns a model from images [n, inputSize, inputSize, channels] to logits [n, 1], which the caller
 * disposes; not compiled, since the loss is the trainer's
 * @throws PneumoError `UNKNOWN_KEY` or `INVALID_ARGUMENT` when the configuration is not valid
 *
 * @example
 * ```ts
 * const model = buildCnn({ inputSize: 64, channels: 1, filters: [8, 16, 32], dense: [] });
 * model.outputs[0].shape; // [null, 1]
 * model.countParams(); // 18409
 * ```
 */
export function buildCnn(overrides: Partial<CnnConfig> = {}): tfl.LayersModel {
  const config = studyCnnConfig(overrides);
  const image = tfl.input({ shape: [config.inputSize, config.inputSize, config.channels], name: 'image' });
  let x: tfl.SymbolicTensor = image;
  config.filters.forEach((filters, i) => {
    x = block(x, `block${i + 1}`, filters, config);
  });
  x = chain(
    x,
    config.pooling === 'average'
      ? tfl.layers.globalAveragePooling2d({ name: 'features' })
      : tfl.layers.flatten({ name: 'features' }),
  );
  config.dense.forEach((units, i) => {
    const name = `dense${i + 1}`;
    const kernelInitializer = tfl.initializers.heNormal({ seed: layerSeed(config.seed, name) });
    x = chain(x, tfl.layers.dense({ name, units, kernelInitializer }), relu(`${name}_relu`));
    x = dropout(x, `${name}_dropout`, config.denseDropout);
  });
  const kernelInitializer = tfl.initializers.glorotUniform({ seed: layerSeed(config.seed, 'logit') });
  x = chain(x, tfl.layers.dense({ name: 'logit', units: 1, kernelInitializer }));
  return tfl.model({ inputs: image, outputs: x, name: 'cnn' });
}

function block(x: tfl.SymbolicTensor, name: string, filters: number, config: CnnConfig): tfl.SymbolicTensor {
  for (let i = 1; i <= config.convsPerBlock; i++) {
    const conv = `${name}_conv${i}`;
    x = chain(
      x,
      tfl.layers.conv2d({
        name: conv,
        filters,
        kernelSize: 3,
        padding: 'same',
        useBias: false,
        kernelInitializer: tfl.initializers.heNormal({ seed: layerSeed(config.seed, conv) }),
      }),
      new BatchNormalization({
        name: `${name}_bn${i}`,
        momentum: config.batchNormMomentum,
        epsilon: config.batchNormEpsilon,
      }),
      relu(`${name}_relu${i}`),
    );
  }
  x = chain(x, tfl.layers.maxPooling2d({ name: `${name}_pool`, poolSize: 2, strides: 2 }));
  return dropout(x, `${name}_dropout`, config.blockDropout);
}

function relu(name: string): tfl.layers.Layer {
  return tfl.layers.activation({ name, activation: 'relu' });
}

function dropout(x: tfl.SymbolicTensor, name: string, rate: number): tfl.SymbolicTensor {
  return rate === 0 ? x : chain(x, new Dropout({ name, rate }));
}

function chain(x: tfl.SymbolicTensor, ...layers: tfl.layers.Layer[]): tfl.SymbolicTensor {
  return layers.reduce((input, layer) => layer.apply(input) as tfl.SymbolicTensor, x);
}
