import { join } from 'node:path';
import { leakageDesign, type LeakageDesign } from '@pneumo/data';
import { writeFileAtomic } from '@pneumo/data/node';
import { type ComparedRun, type Comparison, comparePredictions, type MetricName } from '@pneumo/metrics';
import { renderComparisonReport } from '@pneumo/report';
import { z } from 'zod';
import type { Command, OptionSpec } from '../cli/command.ts';
import { callerPath } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { boundSettings } from '../config/boundSettings.ts';
import { configFrom, type TypedSettings } from '../config/configFrom.ts';
import { RECIPE_OPTIONS } from '../config/recipeOptions.ts';
import { checkSeeds, SEEDS_OPTION } from '../config/seeds.ts';
import type { PartialConfig } from '../config/trainConfig.ts';
import { TRAIN_OPTIONS } from '../config/trainOptions.ts';
import { checkSettings } from '../pipeline/checkSettings.ts';
import { openDataset } from '../pipeline/dataset.ts';
import { type LeakageArm, leakageRun } from '../pipeline/leakageRun.ts';
import { startEngine } from '../pipeline/startEngine.ts';
import { claimExperiment } from '../run/claimExperiment.ts';
import { json } from '../run/runFolder.ts';
import { comparisonRow } from '../ui/comparisonRow.ts';
import { formatMinute } from '../ui/format.ts';
import { renderTable } from '../ui/table.ts';
import { VERSION } from '../version.ts';

/** Settings of training that the experiment itself decides. */
const DECIDED = {
  dataSeed: 'seed',
  split: 'patient',
  allowLeaks: false,
  evaluateTest: true,
  overlays: 0,
  tensorboard: 'off',
  mlflow: 'off',
} as const satisfies PartialConfig;
/** Their flags, and those that say nothing beside them. */
const NOT_TAKEN: readonly string[] = [...Object.keys(DECIDED), 'seed', 'mlflowExperiment'];
const ARMS: readonly LeakageArm[] = ['clean', 'leaky'];
const SHOWN: readonly (readonly [string, MetricName])[] = [
  ['AUROC', 'auroc'],
  ['sensitivity', 'sensitivity'],
  ['specificity', 'specificity'],
  ['accuracy', 'accuracy'],
];

const OWN_OPTIONS: readonly OptionSpec[] = [
  {
    ...SEEDS_OPTION,
    description: 'Seeds of training; each trains one model a side. The first also draws who is judged.',
    otherwise: '0,1,2',
  },
  {
    key: 'judgedFraction',
    value: 'SHARE',
    schema: z.number().min(0.01).max(1),
    description: 'Share of the patients with several films who are judged, on one film each.',
    otherwise: '0.5',
  },
  {
    key: 'out',
    value: 'FOLDER',
    schema: z.string(),
    description: 'Folder of the experiment. One that was interrupted goes on.',
    otherwise: 'runs/leakage',
  },
];

/** `pneumo leakage` */
export const leakage: Command = {
  name: 'leakage',
  summary: 'measure what it is worth to have seen other films of the patients who are judged',
  description:
    "Judges two kinds of model on the same films: one trained with other films of the judged patients, one with as many other images of the same classes instead. Everything else is equal. Prints the paired difference with its interval over patients and writes leakage.json, leakage.html and every run. 'No effect seen' is a possible answer. Takes the settings of pneumo train, but for those that the experiment decides; on generated films without flags it ends in minutes.",
  positionals: [],
  options: [
    ...OWN_OPTIONS,
    ...RECIPE_OPTIONS,
    ...TRAIN_OPTIONS.filter(({ key }) => !NOT_TAKEN.includes(key)),
  ],
  examples: [
    ['pneumo leakage', 'on generated films, minutes'],
    ['pneumo leakage --data=chest_xray --recipe=study --epochs=4 --seeds=0 --out=leak', 'on the public set'],
  ],
  async run(context, { options }) {
    const {
      seeds = [0, 1, 2],
      judgedFraction = 0.5,
      out = 'runs/leakage',
      ...typed
    } = options as TypedSettings & {
      seeds?: number[];
      judgedFraction?: number;
      out?: string;
    };
    checkSeeds(seeds);
    const config = await configFrom(context, typed, () => ({ ...DECIDED, seed: seeds[0]! }));
    checkSettings(config);
    const folder = callerPath(context, out);
    const engine = await startEngine(context, config);
    const dataset = await openDataset(context, config);
    const contentHashes = new Map(
      dataset.rows.flatMap(({ sample, sha256 }) => (sha256 ? [[sample.id, sha256] as const] : [])),
    );
    const design = leakageDesign(dataset.samples, { seed: seeds[0]!, judgedFraction, contentHashes });
    await claimExperiment(folder, { schemaVersion: 1, judgedFraction, config: boundSettings(config) });
    context.note(
      `${design.evaluation.length} films of as many patients judge; ${design.clean.length} images train either way, ${design.siblings.length} of them swapped for other films of the judged patients.`,
    );
    const runs: Record<LeakageArm, ComparedRun[]> = { clean: [], leaky: [] };
    for (const seed of seeds) {
      for (const arm of ARMS) {
        context.note(`Training ${arm}, seed ${seed}`);
        const path = join(folder, `${arm}-${seed}`);
        runs[arm].push(await leakageRun(context, path, { ...config, seed }, dataset, design, arm, engine));
      }
    }
    const comparison = comparePredictions(runs.clean, runs.leaky, {
      seed: config.seed,
      resamples: config.resamples,
    });
    const perSeed = seeds.map((seed, i) => ({
      seed,
      ...comparePredictions([runs.clean[i]!], [runs.leaky[i]!], {
        seed: config.seed,
        resamples: config.resamples,
      }).metrics,
    }));
    const answer = answerOf(comparison, seeds.length);
    const write = (name: string, text: string): Promise<unknown> =>
      writeFileAtomic(join(folder, name), new TextEncoder().encode(text));
    await write(
      'leakage.json',
      json({
        schemaVersion: 1,
        data: dataset.name,
        seeds,
        design: countsOf(design),
        answer,
        comparison,
        perSeed,
      }),
    );
    await write(
      'leakage.html',
      await renderComparisonReport({
        schemaVersion: 1,
        title: `Leakage by patient in ${dataset.name}`,
        kicker: 'Experiment · leakage',
        date: formatMinute(context.now()),
        generator: `pneumo ${VERSION}`,
        answer: [answer],
        warnings: dataset.synthetic ? ['The films are generated; the figures hold for no patient.'] : [],
        sides: ['without their other films', 'with their other films'],
        comparison,
        method: [
          'Both sides train on the same number of images of the same classes and choose epoch and threshold on the same validation images. They differ in this only: on one side, other films of the judged patients take the place of as many images of other patients.',
          `Trained with ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds, whose figures are averaged`}; the interval is a paired bootstrap over the judged patients.`,
        ],
        facts: Object.entries(countsOf(design)).map(([name, value]) => ({
          name: FACT_NAMES[name as keyof LeakageDesign],
          value: String(value),
        })),
      }),
    );
    context.print(
      renderTable(
        SHOWN.map(([title, metric]) => comparisonRow(title, comparison, metric)),
        ['', 'without', 'with', 'difference'],
      ),
    );
    context.print(answer);
    context.print(`Report: ${join(folder, 'leakage.html')}`);
    return EXIT_CODES.success;
  },
};

const FACT_NAMES: Readonly<Record<keyof LeakageDesign, string>> = {
  evaluation: 'Judged films, one a patient',
  val: 'Validation images',
  clean: 'Training images, without their other films',
  leaky: 'Training images, with them',
  siblings: 'Other films of the judged patients',
};

function countsOf(design: LeakageDesign): Record<keyof LeakageDesign, number> {
  return Object.fromEntries(Object.entries(design).map(([name, ids]) => [name, ids.length])) as Record<
    keyof LeakageDesign,
    number
  >;
}

/** What the difference of the AUROC says, in words. */
function answerOf({ metrics, n }: Comparison, seeds: number): string {
  const { value, low, high } = metrics.auroc.difference;
  if (value === null || low === null || high === null)
    return 'No difference can be computed: a class is missing among the judged films.';
  const figures = `AUROC ${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}, ${n} patients, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'})`;
  if (low > 0) return `Having seen other films of the judged patients flatters the model: ${figures}.`;
  if (high < 0)
    return `Having seen other films of the judged patients made the figures worse, which leakage does not explain: ${figures}.`;
  return `No effect seen: ${figures}.`;
}
