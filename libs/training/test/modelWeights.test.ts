import { modelWeights } from '@pneumo/training';
import './quietCpu.ts';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { tinyModel } from './support.ts';

describe('modelWeights', () => {
  it('lists weights by name, moving statistics among all but not among the trainable ones', () => {
    const { all, trainable } = modelWeights(tinyModel());
    expect(all.map(({ name }) => name)).toEqual([
      'conv/kernel',
      'head/bias',
      'head/kernel',
      'norm/beta',
      'norm/gamma',
      'norm/moving_mean',
      'norm/moving_variance',
    ]);
    expect(trainable.map(({ name }) => name)).toEqual(
      all.map(({ name }) => name).filter((name) => !name.includes('moving')),
    );
  });

  it('gives a second model of one process the same names, although tfjs makes its own unique', () => {
    const [a, b] = [tinyModel(), tinyModel()].map((model) => modelWeights(model).all);
    expect(a!.map(({ name }) => name)).toEqual(b!.map(({ name }) => name));
    expect(a![0]!.variable.name).not.toBe(b![0]!.variable.name);
  });

  it('leaves out the weights of frozen layers', () => {
    const model = tinyModel();
    model.getLayer('conv').trainable = false;
    expect(modelWeights(model).trainable.map(({ name }) => name)).not.toContain('conv/kernel');
    expect(modelWeights(model).all.map(({ name }) => name)).toContain('conv/kernel');
  });

  it('refuses two weights of one name', () => {
    const input = layers.input({ shape: [2] });
    const inner = (units: number) =>
      layers.sequential({ layers: [layers.layers.dense({ name: 'same', units, inputShape: [2] })] });
    const output = inner(1).apply(inner(2).apply(input)) as layers.SymbolicTensor;
    expect(() => modelWeights(layers.model({ inputs: input, outputs: output }))).toThrow(
      /Two weights of the model are named 'same\/(bias|kernel)'/,
    );
  });
});
