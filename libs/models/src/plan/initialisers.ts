import { randomStream } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { layerSeed } from './layerSeed.ts';
import { normalQuantile } from './normalQuantile.ts';

/** How a plan's weights begin: drawn from a seed, or zeros because others will be written over them. */
export type InitialWeights = { seed: number } | 'zeros';

type Initializer = ReturnType<typeof tfl.initializers.zeros>;

/**
 * He's truncated normal distribution over the outgoing connections, as ResNet's authors and timm
 * begin. It is saved as Keras' class; only the drawing is ours, since the one of tfjs-layers takes
 * seconds for a ResNet50.
 */
export function heNormal(initial: InitialWeights, layer: string): Initializer {
  const made = tfl.initializers.varianceScaling({
    scale: 2,
    mode: 'fanOut',
    distribution: 'normal',
    seed: recordedSeed(initial, layer),
  });
  return drawnBy(made, initial, layer, (shape, next) => {
    const fanOut = (shape.slice(0, -2) as number[]).reduce((a, b) => a * b, 1) * shape.at(-1)!;
    const deviation = Math.sqrt(2 / fanOut);
    const table = truncatedNormals();
    return (out) => {
      for (let i = 0; i < out.length; i += 2) {
        const bits = next();
        out[i] = deviation * table[bits & 0xffff]!;
        if (i + 1 < out.length) out[i + 1] = deviation * table[bits >>> 16]!;
      }
    };
  });
}

/** Glorot's uniform distribution, for dense layers. */
export function glorotUniform(initial: InitialWeights, layer: string): Initializer {
  const made = tfl.initializers.glorotUniform({ seed: recordedSeed(initial, layer) });
  return drawnBy(made, initial, layer, (shape, next) => {
    const limit = Math.sqrt(6 / (shape[0]! + shape[1]!));
    return (out) => {
      for (let i = 0; i < out.length; i++) out[i] = limit * (next() / 2147483648 - 1);
    };
  });
}

/** Leaves class and configuration as they are, and draws as told. */
function drawnBy(
  initializer: Initializer,
  initial: InitialWeights,
  layer: string,
  fill: (shape: number[], next: () => number) => (out: Float32Array) => void,
): Initializer {
  initializer.apply = (shape) => {
    const sizes = shape as number[];
    if (initial === 'zeros') return tf.zeros(sizes);
    const stream = randomStream(initial.seed, 'initialise', layer);
    const values = new Float32Array(sizes.reduce((a, b) => a * b, 1));
    fill(sizes, () => stream.nextUint32())(values);
    return tf.tensor(values, sizes);
  };
  return initializer;
}

/** A seed for the record. */
function recordedSeed(initial: InitialWeights, layer: string): number {
  return initial === 'zeros' ? 1 : layerSeed(initial.seed, layer);
}

let cached: Float32Array | undefined;

/** 65,536 equally likely values of the standard normal distribution cut at two deviations. */
function truncatedNormals(): Float32Array {
  const below = 0.022750131948179195; // of the normal distribution below -2
  cached ??= Float32Array.from({ length: 65536 }, (_, i) =>
    normalQuantile(below + ((i + 0.5) / 65536) * (1 - 2 * below)),
  );
  return cached;
}
