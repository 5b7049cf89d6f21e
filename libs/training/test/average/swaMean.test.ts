import type { HostTensors, SwaConfig } from '@pneumo/training';
import { describe, expect, it } from 'vitest';
import { swaCount, swaMean } from '../../src/average/swaMean.ts';
import { difference, fixture } from './averageFixture.ts';

describe('swaMean', () => {
  it('averages as PyTorch does', () => {
    let mean: HostTensors = {};
    for (const [i, row] of fixture.rows.entries()) {
      mean = swaMean(mean, { w: { shape: [5], values: Float32Array.from(row) } }, i + 1);
      expect(difference(mean['w']!.values, fixture.swa[i]!)).toBeLessThan(1e-6);
    }
  });

  it('takes the epochs that were asked for', () => {
    const config: SwaConfig = { kind: 'swa', startEpoch: 2, everyEpochs: 3 };
    const counts = [1, 2, 3, 4, 5, 6, 8].map((epoch) => swaCount(config, epoch));
    expect(counts.map(({ count }) => count)).toEqual([0, 1, 1, 1, 2, 2, 3]);
    expect(counts.map(({ joins }) => joins)).toEqual([false, true, false, false, true, false, true]);
  });
});
