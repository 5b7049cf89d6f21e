import { basename, join } from 'node:path';
import { isPneumoError, PneumoError } from '@pneumo/core';
import {
  type ChosenThreshold,
  combineLogits,
  type EnsembleRule,
  fitEnsemble,
  type Prediction,
  sigmoid,
} from '@pneumo/metrics';
import type { ContractCalibration, ContractPrevalence, DataContract } from '@pneumo/models';
import { loadContractFromFolder, saveEnsembleToFolder } from '@pneumo/models/node';
import type { Context } from '../cli/context.ts';
import { type EnsembleConfig, readEnsembleConfig } from '../run/ensembleConfig.ts';
import { json, RUN_FILES, RUN_SCHEMA_VERSION, type RunFolder } from '../run/runFolder.ts';
import { alignPredictions } from './alignPredictions.ts';
import { calibrate, calibrated } from './calibrateRun.ts';
import { contractThreshold } from './contractThreshold.ts';
import { lockThreshold, type RunMetrics } from './judge.ts';
import { type JudgedRun, readJudgedRun } from './readJudgedRun.ts';
import { writeJudgement } from './writeJudgement.ts';

/** One model of an ensemble, as its run left it. */
export interface EnsemblePart {
  /** The name of its folder, or its path where folders share a name. */
  name: string;
  path: string;
  val: JudgedRun;
  /** Absent when the test set stays shut. */
  test?: JudgedRun;
}

/** An ensemble that is chosen, and not yet written. */
export interface FittedEnsemble {
  rule: EnsembleRule;
  threshold: ChosenThreshold;
  calibration?: ContractCalibration;
  prevalence?: ContractPrevalence;
  validation: Prediction[];
  test?: Prediction[];
  /** What the reader must know. */
  warnings: string[];
}

/** An ensemble that was made and judged. */
export interface MadeEnsemble extends FittedEnsemble {
  metrics: RunMetrics;
}

/**
 * Reads the members of an ensemble: finished runs that were judged on the same images.
 *
 * @throws PneumoError `USAGE` for a run that was named twice or is an ensemble; what `readJudgedRun` and
 *   `alignPredictions` throw
 */
export async function readMembers(context: Context, config: EnsembleConfig): Promise<EnsemblePart[]> {
  const names = config.members.map((path) => basename(path));
  const unique = new Set(names).size === names.length;
  const twice = config.members.find((path, m) => config.members.indexOf(path) !== m);
  if (twice !== undefined) throw new PneumoError('USAGE', `${twice} was named twice; name each run once.`);
  for (const path of config.members) {
    if ((await readEnsembleConfig(path)) !== undefined)
      throw new PneumoError(
        'USAGE',
        `${path} is an ensemble; an ensemble of ensembles is not made, name runs.`,
      );
  }
  const parts: EnsemblePart[] = [];
  for (const [m, path] of config.members.entries())
    parts.push({ name: unique ? names[m]! : path, path, val: await readJudgedRun(path, 'val') });
  aligned(parts, ({ val }) => val);
  if (!config.evaluateTest) return parts;
  try {
    const tests: JudgedRun[] = [];
    for (const { path } of parts) tests.push(await readJudgedRun(path, 'test'));
    const whole = parts.map((part, m) => ({ ...part, test: tests[m]! }));
    aligned(whole, ({ test }) => test);
    return whole;
  } catch (error) {
    if (!isPneumoError(error, 'NOT_JUDGED') && !isPneumoError(error, 'NO_DATA')) throw error;
    context.note(`Note: The ensemble's test set stays shut. ${error.message}`);
    return parts;
  }
}

/**
 * Chooses an ensemble of runs: weights, calibration and threshold from their validation predictions. Nothing is
 * written, so that what cannot be made leaves no folder behind.
 *
 * @throws PneumoError `ENSEMBLE_UNDETERMINED`; what reading a member's model throws
 */
export async function fitMembers(
  config: EnsembleConfig,
  parts: readonly EnsemblePart[],
): Promise<FittedEnsemble> {
  const [validationRows, validationLogits] = aligned(parts, ({ val }) => val);
  const labels = validationRows.map(({ label }) => label!);
  const rule = fitEnsemble(config.method, labels, validationLogits, { nonNegative: config.nonNegative });
  const together = (rows: readonly Prediction[], logits: readonly number[][]): Prediction[] => {
    const combined = combineLogits(rule, logits);
    return rows.map((row, i) => ensemblePrediction(row, combined[i]!));
  };
  const uncalibrated = together(validationRows, validationLogits);
  const { calibration, warning } = calibrate(config.calibration, uncalibrated);
  const outcome = { ...(calibration && { calibration }) };
  const validation = calibrated(outcome, uncalibrated);
  const contracts: DataContract[] = [];
  for (const { path } of parts) contracts.push(await loadContractFromFolder(join(path, RUN_FILES.model)));
  const prevalence = prevalenceOf(config, calibration, labels, contracts);
  return {
    rule,
    threshold: lockThreshold(config, validation),
    ...outcome,
    ...(prevalence && { prevalence }),
    validation,
    ...(parts[0]!.test && {
      test: calibrated(outcome, together(...aligned(parts, (part) => part.test!))),
    }),
    warnings: warning === undefined ? [] : [warning],
  };
}

/**
 * Writes an ensemble into a folder as a run's are: the model with its members, predictions and the judgement on both
 * parts. Nothing is drawn but the bootstrap.
 */
export async function saveEnsemble(
  run: RunFolder,
  config: EnsembleConfig,
  parts: readonly EnsemblePart[],
  fitted: FittedEnsemble,
): Promise<MadeEnsemble> {
  const { rule, threshold, calibration, prevalence, validation, test } = fitted;
  await run.write(RUN_FILES.config, json({ schemaVersion: RUN_SCHEMA_VERSION, ensemble: config }));
  await saveEnsembleToFolder(
    run.file(RUN_FILES.model),
    parts.map(({ name, path }) => ({ name, folder: join(path, RUN_FILES.model) })),
    {
      rule,
      classNames: ['NORMAL', 'PNEUMONIA'],
      threshold: contractThreshold(threshold),
      ...(calibration && { calibration }),
      ...(prevalence && { prevalence }),
    },
  );
  const metrics = await writeJudgement(run, config, { threshold, calibration, validation, test });
  return { ...fitted, metrics };
}

/** Rows in one order, and each member's logits in it. */
function aligned<Part extends EnsemblePart>(
  parts: readonly Part[],
  of: (part: Part) => JudgedRun,
): [rows: readonly Prediction[], logits: number[][]] {
  const tables = alignPredictions(
    parts.map((part) => ({ name: part.name, predictions: of(part).predictions })),
  );
  return [tables[0]!, tables.map((rows) => rows.map(({ logit }) => logit))];
}

function ensemblePrediction({ columns, ...row }: Prediction, logit: number): Prediction {
  const { calibration: _, ...kept } = columns ?? {};
  return {
    ...row,
    logit,
    probability: sigmoid(logit),
    model: 'ensemble',
    ...(Object.keys(kept).length > 0 && { columns: kept }),
  };
}

/**
 * The share of PNEUMONIA that an ensemble's probabilities speak of: that of the validation images where a constant was
 * fitted on them, else that of its members where they agree and have none of their own calibration.
 */
function prevalenceOf(
  { method }: EnsembleConfig,
  calibration: ContractCalibration | undefined,
  labels: readonly number[],
  members: readonly DataContract[],
): ContractPrevalence | undefined {
  if (method === 'stacked' || (calibration !== undefined && calibration.method !== 'temperature')) {
    const value = labels.reduce((sum, label) => sum + label, 0) / labels.length;
    return { value, of: 'validation images, on which the ensemble was fitted' };
  }
  const known = members.map(({ calibration: own, prevalence }) =>
    own === undefined || own.method === 'temperature' ? prevalence : undefined,
  );
  return known.every((each) => each !== undefined && each.value === known[0]!.value) ? known[0] : undefined;
}
