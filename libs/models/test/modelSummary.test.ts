import { modelSummary } from '@pneumo/models';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';
import { tinyCnn } from './tinyCnn.ts';

describe('modelSummary', () => {
  it('counts what one can count by hand', () => {
    const { model } = tinyCnn({ filters: [3], convsPerBlock: 1, dense: [5] });
    const summary = modelSummary(model);
    expect(summary.layers.find((layer) => layer.name === 'block1_conv1')).toEqual({
      name: 'block1_conv1',
      className: 'Conv2D',
      outputShape: [null, 32, 32, 3],
      parameters: 27,
      flops: 2 * 27 * 32 * 32,
    });
    expect(summary.parameters).toBe(27 + 12 + (15 + 5) + (5 + 1));
    expect(summary.parameters).toBe(model.countParams());
    expect(summary.trainableParameters).toBe(summary.parameters - 6);
    expect(summary.flops).toBe(2 * (27 * 32 * 32 + 15 + 5));
  });

  it('counts frozen weights as such', () => {
    const { model } = tinyCnn();
    model.getLayer('block1_conv1').trainable = false;
    const all = modelSummary(tinyCnn().model);
    expect(modelSummary(model).trainableParameters).toBe(all.trainableParameters - 27);
    expect(modelSummary(model).parameters).toBe(all.parameters);
  });
});
