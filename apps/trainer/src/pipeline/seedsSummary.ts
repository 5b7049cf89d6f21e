import { type Evaluation, type MetricName, metricNames, spread, type Spread } from '@pneumo/metrics';
import type { SeedsReportData } from '@pneumo/report';
import { PHANTOM, type TrainConfig } from '../config/trainConfig.ts';
import type { HistorySummary } from '../run/history.ts';
import { formatBytes, formatDuration, formatMinute } from '../ui/format.ts';
import { VERSION } from '../version.ts';
import type { RunMetrics } from './judge.ts';

/** One finished run of several that differ in their seed. */
export interface SeedRun extends HistorySummary {
  seed: number;
  /** Its folder, below that of all runs. */
  folder: string;
  metrics: RunMetrics;
}

/** How runs are judged: a part of the data at the locked threshold or at 0.5. */
export type SeedsPartName = 'validation' | 'validationAtHalf' | 'test' | 'testAtHalf';

/** Values of one figure in the order of the runs, and their spread; null where no run has it. */
export interface SeedsFigure {
  values: (number | null)[];
  spread: Spread | null;
}

/** What seeds.json holds. */
export interface SeedsSummary {
  runs: (HistorySummary & { seed: number; folder: string; threshold: number })[];
  parts: Partial<Record<SeedsPartName, Record<MetricName, SeedsFigure>>>;
}

/** How the parts are called. */
export const SEEDS_PARTS: readonly (readonly [SeedsPartName, string])[] = [
  ['test', 'Test'],
  ['testAtHalf', 'Test at 0.5'],
  ['validation', 'Validation'],
  ['validationAtHalf', 'Validation at 0.5'],
];

/** Sums up runs that differ in their seed only; test figures where every run has some. */
export function summariseSeeds(runs: readonly SeedRun[]): SeedsSummary {
  const parts: SeedsSummary['parts'] = {};
  for (const [part] of SEEDS_PARTS) {
    const judged = evaluationsOf(runs, part);
    if (judged === undefined) continue;
    parts[part] = Object.fromEntries(
      metricNames.map((metric): [MetricName, SeedsFigure] => {
        const values = judged.map((evaluation) => evaluation[metric].value);
        const defined = values.flatMap((value) => value ?? []);
        return [metric, { values, spread: defined.length === 0 ? null : spread(defined) }];
      }),
    ) as Record<MetricName, SeedsFigure>;
  }
  return {
    runs: runs.map(({ metrics, ...run }) => ({ ...run, threshold: metrics.threshold.value })),
    parts,
  };
}

/** Mean, spread and range in one line: `0.9650 ± 0.0041 (0.9612 to 0.9688)`. */
export function describeSpread({ spread: figures }: SeedsFigure): string {
  if (figures === null) return 'not defined';
  const { mean, standardDeviation, min, max } = figures;
  return standardDeviation === null
    ? mean.toFixed(4)
    : `${mean.toFixed(4)} ± ${standardDeviation.toFixed(4)} (${min.toFixed(4)} to ${max.toFixed(4)})`;
}

/** What the report shows. */
export function seedsReportData(
  summary: SeedsSummary,
  runs: readonly SeedRun[],
  config: TrainConfig,
  now: number,
): SeedsReportData {
  const parts = SEEDS_PARTS.flatMap(([key, name]) => {
    const judged = evaluationsOf(runs, key);
    if (judged === undefined) return [];
    const { n, patients } = judged[0]!;
    const same = judged.every((evaluation) => evaluation.n === n && evaluation.patients === patients);
    const note = same ? ` ${n} images of ${patients} patients.` : '';
    return [
      {
        name,
        note: `${key.endsWith('AtHalf') ? 'Each run at 0.5.' : 'Each run at its own locked threshold.'}${note}`,
        runs: judged,
      },
    ];
  });
  return {
    schemaVersion: 1,
    title: `${config.model.toUpperCase()} with ${runs.length === 1 ? 'one seed' : `${runs.length} seeds`}`,
    date: formatMinute(now),
    generator: `pneumo ${VERSION}`,
    answer: SEEDS_PARTS.flatMap(([key, name]) => {
      const figures = summary.parts[key];
      return figures === undefined || key.endsWith('AtHalf')
        ? []
        : [`${name} AUROC ${describeSpread(figures.auroc)}: mean ± standard deviation (range).`];
    }),
    warnings: config.data === PHANTOM ? ['The films are generated; the figures hold for no patient.'] : [],
    names: runs.map(({ seed }) => `seed ${seed}`),
    parts,
    beside: besideSeeds(summary),
    method: [
      `Every run has the same settings and another seed, which draws ${config.dataSeed === 'seed' ? 'split, ' : ''}weights, order, variation and dropout.${config.dataSeed === 'seed' ? '' : ' All have the same split.'} The spread is what chance in training does; how far other patients would move a figure, the intervals in the runs' own reports say.`,
    ],
    facts: [
      { name: 'Recipe', value: config.recipe },
      { name: 'Data', value: config.data },
      { name: 'Split', value: config.split },
      { name: 'Seeds', value: runs.map(({ seed }) => seed).join(', ') },
    ],
  };
}

/** What is known of each run beside its figures: one row each. */
export function besideSeeds({ runs }: SeedsSummary): { name: string; values: string[] }[] {
  const row = (name: string, of: (run: SeedsSummary['runs'][number]) => string) => ({
    name,
    values: runs.map(of),
  });
  return [
    row('threshold', ({ threshold }) => threshold.toFixed(4)),
    row('epochs to the best validation', ({ bestEpoch, epochs }) => `${bestEpoch} of ${epochs}`),
    row('time of training', ({ seconds }) => formatDuration(seconds * 1000)),
    row('peak memory', ({ peakMemory }) => (peakMemory === undefined ? '–' : formatBytes(peakMemory))),
  ];
}

function evaluationsOf(runs: readonly SeedRun[], part: SeedsPartName): Evaluation[] | undefined {
  const judged = runs.flatMap(({ metrics }) => metrics[part] ?? []);
  return judged.length === runs.length ? judged : undefined;
}
