import { generatePhantom, type Sample, type Split } from '@pneumo/data';
import { auroc, sigmoid } from '@pneumo/metrics';
import { createModel, modelContract, predictLogits } from '@pneumo/models';
import { predictUnderShifts } from '@pneumo/training';
import '@tensorflow/tfjs-backend-cpu';
import { env, fill } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { MONITORS } from '../src/config/monitors.ts';
import type { Dataset } from '../src/pipeline/dataset.ts';
import { shiftFigures, shiftValidationIds } from '../src/pipeline/shiftValidation.ts';
import { validationFigures } from '../src/pipeline/validationFigures.ts';

// Keeps the cpu backend's greeting quiet.
env().set('IS_TEST', true);

const films = generatePhantom({ seed: 3, patients: 20, size: 32 });
const val = films.samples.map(({ id }) => id);
const dataset = { samples: films.samples, split: { val } as unknown as Split };
const labelOf = new Map(films.samples.map(({ id, label }) => [id, label]));
const place = { epoch: 3, step: 9, lastCheckpoint: null };
const count = (ids: readonly string[], label: Sample['label']): number =>
  ids.filter((id) => labelOf.get(id) === label).length;

describe('validation under shifts', () => {
  it('takes the same images all through a run, half of each class where there are enough', () => {
    const ids = shiftValidationIds(dataset, { seed: 1, shiftImages: 10 });
    expect(ids).toEqual(shiftValidationIds(dataset, { seed: 1, shiftImages: 10 }));
    expect(ids).not.toEqual(shiftValidationIds(dataset, { seed: 2, shiftImages: 10 }));
    expect(new Set(ids).size).toBe(10);
    expect(count(ids, 'NORMAL')).toBe(5);
  });

  it('takes more of one class where the other is short, and all images where fewer are there', () => {
    const normal = val.filter((id) => labelOf.get(id) === 'NORMAL');
    const ill = val.filter((id) => labelOf.get(id) === 'PNEUMONIA');
    const few = {
      samples: films.samples,
      split: { val: [...normal.slice(0, 2), ...ill] } as unknown as Split,
    };
    const ids = shiftValidationIds(few, { seed: 1, shiftImages: 8 });
    expect([count(ids, 'NORMAL'), count(ids, 'PNEUMONIA')]).toEqual([2, 6]);
    expect(new Set(shiftValidationIds(dataset, { seed: 1, shiftImages: 5000 }))).toEqual(new Set(val));
  });

  it('gives mean and lowest AUROC of the model under the thirteen shifts at severity 3', async () => {
    const contract = modelContract('cnn', { inputSize: 32, channels: 1, filters: [1], dense: [], seed: 2 });
    const model = createModel('cnn', contract.architecture.config);
    const ids = shiftValidationIds(dataset, { seed: 1, shiftImages: 6 });
    const whole = { ...dataset, pixels: films } as unknown as Dataset;
    const { shiftAuroc, shiftFloor } = await shiftFigures(model, contract, whole, ids, 8, place);
    const labels = ids.map((id) => (labelOf.get(id) === 'PNEUMONIA' ? 1 : 0));
    const shifted = await predictUnderShifts({
      source: films,
      ids,
      predict: (images) => predictLogits(model, contract, images),
      severities: [3],
    });
    const areas = shifted.map(({ logits }) => auroc(labels, logits)!);
    expect(areas).toHaveLength(13);
    expect(shiftAuroc).toBeCloseTo(areas.reduce((a, b) => a + b, 0) / 13, 6);
    expect(shiftFloor).toBeCloseTo(Math.min(...areas), 6);
    model.setWeights(model.getWeights().map((weight) => fill(weight.shape, Number.NaN)));
    await expect(shiftFigures(model, contract, whole, ids, 8, place)).rejects.toMatchObject({
      code: 'METRIC_NOT_FINITE',
      details: { ids: ids.slice(0, 1), epoch: 3 },
    });
    model.dispose();
  });
});

describe('validationFigures', () => {
  it('gives the loss and every figure that is defined, decided at 0.5', () => {
    const found = validationFigures(
      {
        ids: ['a', 'b', 'c'],
        labels: Float32Array.of(0, 1, 1),
        logits: Float32Array.of(-1, -2, 2),
        loss: 0.4,
      },
      place,
    );
    expect(found).toMatchObject({ loss: 0.4, auroc: 0.5, sensitivity: 0.5, specificity: 1, f1: 2 / 3 });
    const square = (sigmoid(-1) ** 2 + (1 - sigmoid(-2)) ** 2 + (1 - sigmoid(2)) ** 2) / 3;
    expect(found.brierScore).toBeCloseTo(square, 6);
    const none = { ids: ['a'], labels: Float32Array.of(1), logits: Float32Array.of(1), loss: 1 };
    expect(() => validationFigures(none, place)).toThrow('images of both classes');
  });

  it('leaves out what is undefined, such as precision where nothing is called PNEUMONIA', () => {
    const found = validationFigures(
      {
        ids: ['a', 'b'],
        labels: Float32Array.of(0, 1),
        logits: Float32Array.of(-2, -1),
        loss: 0.4,
      },
      place,
    );
    expect(found).not.toHaveProperty('precision');
    expect(found).toMatchObject({ auroc: 1, f1: 0, balancedAccuracy: 0.5 });
  });

  it('counts what is monitored as 0 where it is undefined', () => {
    const predictions = {
      ids: ['a', 'b'],
      labels: Float32Array.of(0, 1),
      logits: Float32Array.of(-2, -1),
      loss: 0.4,
    };
    expect(validationFigures(predictions, place, 'valPrecision')).toMatchObject({ precision: 0 });
    expect(validationFigures(predictions, place, 'valSensitivity')).not.toHaveProperty('precision');
  });

  it('gives every figure that may be monitored', () => {
    const predictions = {
      ids: ['a', 'b', 'c', 'd'],
      labels: Float32Array.of(0, 0, 1, 1),
      logits: Float32Array.of(-2, 1, -1, 2),
      loss: 0.4,
    };
    const columns = Object.keys(validationFigures(predictions, place)).map(
      (name) => `val${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    );
    expect([...columns, 'valShiftAuroc', 'valShiftFloor'].sort()).toEqual(Object.keys(MONITORS).sort());
  });

  it('says of a model that has diverged which images and which epoch, instead of judging it', () => {
    const diverged = { ids: ['a', 'b'], labels: Float32Array.of(0, 1), logits: Float32Array.of(-2, NaN) };
    expect(() => validationFigures({ ...diverged, loss: NaN }, place)).toThrow(
      expect.objectContaining({ code: 'METRIC_NOT_FINITE', details: { ...place, ids: ['b'] } }),
    );
  });
});
