import { createModel, modelNames, resolveModelConfig } from '@pneumo/models';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';

describe('createModel', () => {
  it('builds every model that modelNames names', () => {
    for (const name of modelNames()) {
      const model = createModel(name, { inputSize: 32, filters: [2] });
      expect(model.outputs[0]!.shape).toEqual([null, 1]);
      model.dispose();
    }
  });

  it('refuses another name, with the nearest and all there are', () => {
    expect(() => createModel('cmn')).toThrow(/no model 'cmn'\. Did you mean cnn\? The models are cnn/);
    expect(() => createModel('constructor')).toThrow(/no model 'constructor'/);
  });

  it('refuses a key that the model does not have', () => {
    expect(() => createModel('cnn', { depth: 3 })).toThrow(/no key 'depth'/);
  });
});

describe('resolveModelConfig', () => {
  it('gives every key with its value', () => {
    const config = resolveModelConfig('cnn', { inputSize: 96 });
    expect(config).toMatchObject({ inputSize: 96, pooling: 'average', seed: 0 });
    expect(resolveModelConfig('cnn', config)).toEqual(config);
  });
});
