import { checkContract, createModel, modelContract, modelNames, saveModel } from '@pneumo/models';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';

describe('modelContract', () => {
  it('names the two classes of one logit, whatever the model', () => {
    for (const name of modelNames())
      expect(checkContract(modelContract(name)).classNames).toEqual(['NORMAL', 'PNEUMONIA']);
  });

  it('names the outputs of another model by their numbers, and takes names of its user', () => {
    const contract = checkContract(modelContract('resnet50', { classes: 1000 }));
    expect(contract.classNames).toHaveLength(1000);
    expect([contract.classNames[0], contract.classNames[999]]).toEqual(['0', '999']);
    const three = modelContract('resnet18', { classes: 3 });
    expect(() => checkContract({ ...three, classNames: ['a', 'b', 'c'] })).not.toThrow();
    for (const classNames of [['NORMAL', 'PNEUMONIA'], ['a', 'b', 'b'], ['a', 'b', 3], 'abc'])
      expect(() => checkContract({ ...three, classNames })).toThrow(/expected 3 different texts/);
  });

  it('belongs to a model that is saved only where it has one logit', async () => {
    const config = { inputSize: 32, classes: 3 };
    const model = createModel('resnet18', config, { weights: 'zeros' });
    await expect(saveModel(model, modelContract('resnet18', config))).rejects.toThrow(
      /gives \[null, 3\]; expected one logit an image/,
    );
    model.dispose();
  });
});
