import { checkScheduleConfig } from '@pneumo/training';
import type { ScheduleConfig } from '@pneumo/training';
import { describe, expect, it } from 'vitest';

describe('checkScheduleConfig', () => {
  it('refuses what no training could follow, naming the field', () => {
    const bad = (schedule: unknown) => () => checkScheduleConfig(schedule as ScheduleConfig);
    expect(bad({ kind: 'cosin', learningRate: 1 })).toThrow(
      /schedule\.kind is 'cosin'; expected one of 'constant'/,
    );
    expect(bad({ kind: 'constant', learningRate: 0 })).toThrow(/schedule\.learningRate is 0/);
    expect(bad({ kind: 'constant', learningRate: Infinity })).toThrow(/schedule\.learningRate is Infinity/);
    expect(bad({ kind: 'constant', learningRate: 1, factor: 2 })).toThrow(
      /'factor', which 'constant' does not know/,
    );
    expect(bad({ kind: 'step', learningRate: 1 })).toThrow(/schedule\.everySteps is undefined/);
    expect(bad({ kind: 'plateau', learningRate: 1, mode: 'min' })).toThrow(/schedule\.monitor is undefined/);
    expect(bad({ kind: 'plateau', learningRate: 1, monitor: 'valLoss', mode: 'up' })).toThrow(
      /schedule\.mode is 'up'/,
    );
    expect(bad({ kind: 'one-cycle', learningRate: 1, climb: 1 })).toThrow(/schedule\.climb is 1/);
    expect(bad({ kind: 'cyclic-cosine', learningRate: 1, cycleSteps: 0 })).toThrow(
      /schedule\.cycleSteps is 0/,
    );
    expect(bad({ kind: 'constant', learningRate: 1e-46 })).toThrow(
      /learningRate is 1e-46; expected a finite number above 0 \(at least 1\.2e-38/,
    );
    expect(bad({ kind: 'step', learningRate: 1, everySteps: 1, factor: 2 })).toThrow(/above 0 .* at most 1/);
    expect(bad(null)).toThrow(/schedule\.kind is undefined/);
  });
});
