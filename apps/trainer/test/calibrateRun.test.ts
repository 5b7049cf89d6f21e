import { calibratedProbability, type Prediction, sigmoid } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';
import { beforeAndAfter, calibrate, calibrated, prevalenceOf } from '../src/pipeline/calibrateRun.ts';

const LOGITS = [-3, -1, 2, -2, 4, 1, 3, -0.5];
const LABELS = [0, 0, 0, 1, 1, 1, 1, 0] as const;
const rows = LOGITS.map((logit, i): Prediction => ({
  id: `${i}`,
  patient: `${i}`,
  label: LABELS[i]!,
  logit,
  probability: sigmoid(logit),
  model: 'cnn',
  split: 'val',
  columns: { subtype: 'virus' },
}));

describe('calibrate', () => {
  it('fits on logits, and the table names the method beside the probabilities it made', () => {
    const { calibration } = calibrate('platt', rows);
    expect(calibration).toMatchObject({ method: 'platt', fittedOn: 'val' });
    const after = calibrated({ calibration: calibration! }, rows);
    after.forEach(({ probability, logit, columns }, i) => {
      expect(logit).toBe(LOGITS[i]);
      expect(probability).toBe(calibratedProbability(calibration, logit));
      expect(columns).toEqual({ subtype: 'virus', calibration: 'platt' });
    });
    const figures = beforeAndAfter(after);
    expect(figures.before.logLoss).toBeGreaterThan(figures.after.logLoss!);
    expect(calibrated({}, rows)).toEqual(rows);
  });

  it('says in words when the images give no calibration of the kind', () => {
    const separated = rows.map((row) => ({ ...row, label: row.logit > 0 ? (1 as const) : (0 as const) }));
    const { calibration, warning } = calibrate('beta', separated);
    expect(calibration).toBeUndefined();
    expect(warning).toMatch(/^The probabilities are not calibrated\. .*another method/);
    expect(calibrate('none', separated)).toEqual({});
  });
});

describe('prevalenceOf', () => {
  const labels = { train: [1, 1, 1, 0], val: [1, 0, 0, 0, 0] };

  it('is that of the images which the probabilities learnt it from', () => {
    const platt = calibrate('platt', rows).calibration;
    const temperature = calibrate('temperature', rows).calibration;
    expect(prevalenceOf({ classWeights: 'none' }, undefined, labels)!.value).toBe(0.75);
    expect(prevalenceOf({ classWeights: 'balanced' }, undefined, labels)!.value).toBe(0.5);
    expect(prevalenceOf({ classWeights: 'balanced' }, temperature, labels)!.value).toBe(0.5);
    expect(prevalenceOf({ classWeights: 'balanced' }, platt, labels)!.value).toBe(0.2);
    expect(prevalenceOf({ classWeights: 'none' }, undefined, { ...labels, train: [1, 1] })).toBeUndefined();
  });
});
