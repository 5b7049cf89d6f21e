import { basename } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { auroc, comparePredictions, ensembleMethods } from '@pneumo/metrics';
import { renderComparisonReport } from '@pneumo/report';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { makeFolder, refuseUsedFolder } from '../cli/outputFolder.ts';
import { TRAIN_OPTIONS } from '../config/trainOptions.ts';
import {
  type EnsemblePart,
  fitMembers,
  type MadeEnsemble,
  readMembers,
  saveEnsemble,
} from '../pipeline/ensembleRun.ts';
import { type EnsembleConfig, ensembleConfigSchema } from '../run/ensembleConfig.ts';
import { folderAt, RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { answerOf } from '../ui/answerOf.ts';
import { formatMinute } from '../ui/format.ts';
import { printFigures } from '../ui/printFigures.ts';
import { renderTable } from '../ui/table.ts';
import { VERSION } from '../version.ts';
import { RESAMPLES_OPTION } from './sharedOptions.ts';

const own = (key: string, otherwise: string) => ({
  ...TRAIN_OPTIONS.find((option) => option.key === key)!,
  group: undefined,
  otherwise,
});

/** `pneumo ensemble` */
export const ensemble: Command = {
  name: 'ensemble',
  summary: 'make one model of several runs',
  description:
    "Brings the logits of runs together that were judged on the same images: their mean, the mean of their probabilities, weights, or a stacked logistic regression, fitted on validation images only. The threshold, and a calibration, are chosen on validation images, too; test predictions of the members are read, not made. The folder holds what a run's does (predictions, metrics.json, report.html, model/), so that predict, evaluate and compare take it.",
  positionals: [{ name: 'RUNS...', description: 'Folders of two or more finished runs on one split.' }],
  options: [
    {
      key: 'out',
      value: 'FOLDER',
      schema: z.string(),
      description: 'New or empty folder.',
      required: true,
    },
    {
      key: 'method',
      value: ensembleMethods.join('|'),
      schema: z.enum(ensembleMethods),
      description:
        "'weighted': logits with weights of at least 0 that add up to 1; 'stacked': a logistic regression with a constant.",
      otherwise: 'mean-logit',
    },
    {
      key: 'nonNegative',
      schema: z.boolean(),
      description: 'Keeps stacked weights at 0 or above, so that no member speaks against itself.',
    },
    own('calibration', 'none'),
    own('threshold', 'youden'),
    {
      key: 'evaluateTest',
      schema: z.boolean(),
      description:
        'Judges test images, where all members have. --no-evaluate-test while members and method are still being chosen.',
      otherwise: 'true',
    },
    RESAMPLES_OPTION,
    {
      key: 'seed',
      value: 'N',
      schema: z.number().int().min(0),
      description: 'Seed of the resampling.',
      otherwise: '0',
    },
  ],
  examples: [
    ['pneumo ensemble runs/a runs/b runs/c --out=runs/abc', 'the mean of three logits'],
    ['pneumo ensemble runs/a runs/b --method=stacked --non-negative --out=runs/ab', 'stacked'],
  ],
  async run(context, { options, positionals }) {
    const { out: folder, ...settings } = options;
    const out = callerPath(context, folder as string);
    await refuseUsedFolder(out);
    if (positionals.length < 2)
      throw new PneumoError(
        'USAGE',
        `An ensemble has two or more members; ${positionals.length} run was named.`,
      );
    const config = ensembleConfigSchema.parse({
      method: 'mean-logit',
      nonNegative: false,
      calibration: 'none',
      threshold: 'youden',
      evaluateTest: true,
      resamples: 2000,
      seed: 0,
      ...settings,
      members: positionals.map((path) => callerPath(context, path)),
    });
    const parts = await readMembers(context, config);
    const fitted = await fitMembers(config, parts);
    await makeFolder(out);
    const run = folderAt(out);
    const made = await saveEnsemble(run, config, parts, fitted);
    for (const warning of made.warnings) context.note(`Note: ${warning}`);
    context.print(
      renderTable(
        parts.map(({ name }, m) => [name, made.rule.weights[m]!.toFixed(4)]),
        ['member', 'weight'],
      ),
    );
    printFigures(context, made.metrics);
    await writeReport(context, run, config, parts, made);
    context.print(`Report: ${run.file(RUN_FILES.report)}`);
    return EXIT_CODES.success;
  },
};

/** The report of an ensemble: it beside its best member, which validation names. */
async function writeReport(
  context: Context,
  run: RunFolder,
  config: EnsembleConfig,
  parts: readonly EnsemblePart[],
  { rule, metrics, validation, test, warnings }: MadeEnsemble,
): Promise<void> {
  const areas = parts.map(({ val: { predictions } }) =>
    auroc(
      predictions.map(({ label }) => label ?? 0),
      predictions.map(({ logit }) => logit),
    ),
  );
  const best = parts[areas.indexOf(Math.max(...areas.map((area) => area ?? 0)))]!;
  const part = test === undefined ? 'validation' : 'test';
  const sides = [best.name, basename(run.path)] as const;
  const comparison = comparePredictions(
    [best.test ?? best.val],
    [{ predictions: test ?? validation, threshold: metrics.threshold.value }],
    config,
  );
  const report = await renderComparisonReport({
    schemaVersion: 1,
    title: `${sides[1]}: ${parts.length} models as one`,
    kicker: 'Ensemble beside its best member by validation',
    date: formatMinute(context.now()),
    generator: `pneumo ${VERSION}`,
    answer: [answerOf(comparison, sides)],
    warnings: [
      ...warnings,
      ...(part === 'validation' && config.method !== 'mean-logit' && config.method !== 'mean-probability'
        ? ['The figures are of the validation images that the weights were fitted on, so they flatter.']
        : []),
    ],
    sides,
    comparison,
    method: [
      'Weights, calibration and thresholds come from validation images. The intervals are of a paired bootstrap: patients are drawn with replacement, and both sides are judged on the same ones each time.',
    ],
    facts: [
      { name: 'Images', value: `${comparison.n} of ${comparison.patients} patients, ${part}` },
      { name: 'Method', value: config.method },
      { name: 'Calibration', value: metrics.calibration?.fitted.method ?? 'none' },
      { name: 'Threshold', value: metrics.threshold.value.toFixed(4) },
      ...(rule.method === 'stacked' ? [{ name: 'Constant', value: rule.intercept.toFixed(4) }] : []),
      ...parts.map(({ name }, m) => ({
        name: `Member ${name}`,
        value: `weight ${rule.weights[m]!.toFixed(4)}, validation AUROC ${areas[m]?.toFixed(4) ?? 'undefined'}`,
      })),
    ],
  });
  await run.write(RUN_FILES.report, report);
}
