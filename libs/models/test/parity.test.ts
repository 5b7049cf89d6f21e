import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type SourceTensor,
  createModel,
  loadWeights,
  parameterNames,
  parseSafetensors,
  weightsToSafetensors,
} from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';
import { largestDifference } from './tinyCnn.ts';

interface ParityCase {
  name: string;
  config: { inputSize: number };
  logits: number[];
}
/** What torchvision and timm gave: tools/reference/models/make_parity.py. */
const fixture = JSON.parse(readFileSync(new URL('fixtures/parity.json', import.meta.url), 'utf8')) as {
  cases: ParityCase[];
  parameterNames: Record<string, string>;
  last36: string[];
};

/** The script's hash of element and salt, from -1 to 1. */
function noise(i: number, salt: number): number {
  let x = Math.imul(i + salt * 7919, 2654435761) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b) >>> 0;
  return ((x ^ (x >>> 13)) >>> 0) / 2 ** 31 - 1;
}

/** The script's weight of a name and shape. */
function formula(name: string, shape: readonly number[]): SourceTensor {
  const salt = Buffer.from(name).reduce((a, b) => a + b, 0);
  const size = shape.reduce((a, b) => a * b, 1);
  const scale = Math.sqrt((3 * shape[0]!) / size);
  const of = (u: number): number => {
    if (name.endsWith('running_var')) return 1 + 0.3 * u;
    if (name.endsWith('running_mean') || name.endsWith('bias')) return 0.1 * u;
    return shape.length === 1 ? 1 + 0.2 * u : scale * u;
  };
  return {
    shape,
    dtype: 'F32',
    read: () => Float32Array.from({ length: size }, (_, i) => of(noise(i, salt))),
  };
}

function image(size: number): tf.Tensor {
  const values: number[] = [];
  for (let h = 1; h <= size; h++) {
    for (let w = 1; w <= size; w++) {
      for (let c = 1; c <= 3; c++) values.push(Math.sin(0.05 * h * c) * Math.cos(0.03 * w));
    }
  }
  return tf.tensor(values, [1, size, size, 3]);
}

describe('networks beside torchvision and timm with the same weights', () => {
  it.each(fixture.cases)('$name $config gives their logits', async ({ name, config, logits }) => {
    await import('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    const model = createModel(name, config, { weights: 'zeros' });
    const { tensors } = parseSafetensors(await weightsToSafetensors(model, { name }));
    loadWeights(model, { name }, new Map([...tensors].map(([key, { shape }]) => [key, formula(key, shape)])));
    const answer = tf.tidy(() => (model.apply(image(config.inputSize)) as tf.Tensor).dataSync());
    model.dispose();
    const scale = Math.max(...logits.map(Math.abs));
    expect(scale).toBeGreaterThan(0.01);
    expect(largestDifference(answer, logits) / scale).toBeLessThan(1e-4);
  });

  it.each(Object.entries(fixture.parameterNames))(
    '%s names its parameters as they do, in their order',
    (name, digest) => {
      const architecture =
        name === 'transfer'
          ? { name: 'resnet50', config: { inputSize: 32, head: 'study' } }
          : { name, config: { inputSize: 32 } };
      const model = createModel(architecture.name, architecture.config, { weights: 'zeros' });
      const names = parameterNames(model, architecture);
      model.dispose();
      expect(createHash('sha256').update(names.join('\n')).digest('hex')).toBe(digest);
      if (name === 'transfer') expect(names.slice(-36)).toEqual(fixture.last36);
    },
  );
});
