import type { Sample } from '@pneumo/data';
import { calibratedProbability, type Prediction, sigmoid } from '@pneumo/metrics';
import type { ContractCalibration } from '@pneumo/models';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../src/config/resolveConfig.ts';
import type { TrainConfig } from '../src/config/trainConfig.ts';
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

/** Six ill films of one patient at one site, two healthy films of two patients at another. */
const samples = Array.from({ length: 8 }, (_, i): Sample => ({
  id: `film-${i}`,
  patient: i < 2 ? `healthy-${i}` : 'ill',
  source: 'demo',
  label: i < 2 ? 'NORMAL' : 'PNEUMONIA',
  columns: { site: i < 2 ? 'north' : 'south', weight: i < 2 ? '9' : '1' },
}));

describe('prevalenceOf', () => {
  const val = [1, 0, 0, 0, 0] as const;
  const platt = calibrate('platt', rows).calibration;
  const temperature = calibrate('temperature', rows).calibration;
  const of = (settings: Partial<TrainConfig>, calibration?: ContractCalibration): number | undefined => {
    const config = resolveConfig({}, { sampling: 'shuffled', classWeights: 'none', ...settings });
    return prevalenceOf(config, calibration, { train: samples, val })?.value;
  };

  it('is that of the images which the probabilities learnt it from', () => {
    expect(of({})).toBe(0.75);
    expect(of({ classWeights: 'balanced' })).toBe(0.5);
    expect(of({ classWeights: 'balanced' }, temperature)).toBe(0.5);
    expect(of({ classWeights: 'balanced' }, platt)).toBe(0.2);
  });

  it.each([
    ['balanced', 0.5],
    ['patients', 1 / 3],
    ['column:site', 0.5],
    ['weights:weight', 0.25],
  ])('is what --sampling=%s draws, where no class weights balance it', (sampling, share) => {
    // Of an epoch's eight films; drawn with replacement, a share can only be met to one film.
    expect(Math.abs(of({ sampling })! - share)).toBeLessThanOrEqual(1 / 8);
    expect(of({ sampling, classWeights: 'balanced' })).toBe(0.5);
  });

  it("is what focal loss's alpha weighs it to, unless class weights stand for it", () => {
    // Odds of 3 to 1 times those of alpha, 1 to 3.
    expect(of({ loss: 'focal' })).toBeCloseTo(0.5, 12);
    expect(of({ loss: 'focal', sampling: 'balanced' })).toBeCloseTo(0.25, 12);
    expect(of({ loss: 'focal', classWeights: 'balanced' })).toBe(0.5);
    expect(of({ loss: 'focal' }, platt)).toBe(0.2);
  });

  it('is not said where only one class was seen', () => {
    const config = resolveConfig({}, { classWeights: 'none' });
    expect(prevalenceOf(config, undefined, { train: samples.slice(2), val })).toBeUndefined();
  });
});
