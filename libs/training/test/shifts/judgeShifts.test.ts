import { randomStream } from '@pneumo/core';
import { binaryMetrics, sigmoid } from '@pneumo/metrics';
import { judgeShifts, type ShiftedPredictions } from '@pneumo/training';
import { describe, expect, it } from 'vitest';

const random = randomStream(4, 'logits');
const labels = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 0 : 1));
const draw = (): Float64Array => Float64Array.from(labels, (label) => label + 2 * random.normal());
const shifted: ShiftedPredictions[] = (['noise', 'zoom', 'blur'] as const).flatMap((shift) =>
  ([1, 5] as const).map((severity) => ({ shift, severity, logits: draw() })),
);
const clean = draw();

describe('judgeShifts', () => {
  it('gives the figures of binaryMetrics for each shift, their means and their lowest values', () => {
    const judged = judgeShifts({ labels, clean, shifted, threshold: 0.4 });
    const expected = (logits: Float64Array) => {
      const { auroc, sensitivity, specificity } = binaryMetrics(labels, Array.from(logits, sigmoid), 0.4);
      return { auroc, sensitivity, specificity };
    };
    expect(judged.clean).toEqual(expected(clean));
    expect(judged.shifts).toEqual(
      shifted.map(({ shift, severity, logits }) => ({ shift, severity, ...expected(logits) })),
    );
    for (const name of ['auroc', 'sensitivity', 'specificity'] as const) {
      const values = judged.shifts.map((row) => row[name]!);
      expect(judged.mean[name]).toBeCloseTo(values.reduce((a, b) => a + b, 0) / 6, 12);
      const lowest = judged.shifts[values.indexOf(Math.min(...values))]!;
      expect(judged.worst[name]).toEqual({
        value: lowest[name],
        shift: lowest.shift,
        severity: lowest.severity,
      });
    }
  });

  it('ranks logits whose probabilities round to 1', () => {
    const steep = { shift: 'noise', severity: 1, logits: Float64Array.of(60, 80) } as const;
    const judged = judgeShifts({ labels: [0, 1], clean: steep.logits, shifted: [steep], threshold: 0.5 });
    expect(judged.mean.auroc).toBe(1);
  });

  it('leaves undefined what needs a class that is missing', () => {
    const one = { shift: 'noise', severity: 1, logits: Float64Array.of(1, -1) } as const;
    const judged = judgeShifts({ labels: [1, 1], clean: one.logits, shifted: [one], threshold: 0.5 });
    expect(judged.mean).toEqual({ auroc: null, sensitivity: 0.5, specificity: null });
    expect(judged.worst.specificity).toBeNull();
  });

  it('refuses what cannot be judged', () => {
    expect(() => judgeShifts({ labels, clean, shifted: [], threshold: 0.5 })).toThrow('shifted is empty');
    expect(() => judgeShifts({ labels, clean, shifted, threshold: 1.5 })).toThrow('threshold');
    expect(() => judgeShifts({ labels: labels.slice(1), clean, shifted, threshold: 0.5 })).toThrow(/39/);
  });
});
