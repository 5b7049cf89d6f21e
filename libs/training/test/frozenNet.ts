import { BatchNormalization, Dropout } from '@pneumo/models';
import * as layers from '@tensorflow/tfjs-layers';
import './quietCpu.ts';

/** A frozen convolution with frozen batch normalisation in front of what learns; images of 6×6. */
export function frozenNet(seed = 1): layers.LayersModel {
  const init = (offset: number) => layers.initializers.glorotUniform({ seed: 10 * seed + offset });
  const conv = { filters: 3, kernelSize: 3, padding: 'same', kernelInitializer: init(1) } as const;
  return layers.sequential({
    layers: [
      layers.layers.conv2d({ ...conv, name: 'conv', inputShape: [6, 6, 1], trainable: false }),
      new BatchNormalization({ name: 'norm', trainable: false }),
      layers.layers.activation({ name: 'relu', activation: 'relu' }),
      layers.layers.conv2d({ ...conv, name: 'conv2', kernelInitializer: init(2) }),
      new BatchNormalization({ name: 'norm2', momentum: 0.8 }),
      layers.layers.flatten({ name: 'flatten' }),
      new Dropout({ name: 'dropout', rate: 0.3 }),
      layers.layers.dense({ name: 'head', units: 1, kernelInitializer: init(3) }),
    ],
  });
}
