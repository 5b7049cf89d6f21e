import { basename, join } from 'node:path';
import { writeFileAtomic } from '@pneumo/data/node';
import { comparePredictions, type MetricName } from '@pneumo/metrics';
import { renderComparisonReport } from '@pneumo/report';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { makeFolder, refuseUsedFolder } from '../cli/outputFolder.ts';
import type { JudgedRun } from '../pipeline/readJudgedRun.ts';
import { readJudgedSeeds } from '../pipeline/readJudgedSeeds.ts';
import { json } from '../run/runFolder.ts';
import { answerOf } from '../ui/answerOf.ts';
import { comparisonRow } from '../ui/comparisonRow.ts';
import { formatBytes, formatDuration, formatMinute } from '../ui/format.ts';
import { renderTable } from '../ui/table.ts';
import { VERSION } from '../version.ts';
import { RESAMPLES_OPTION } from './sharedOptions.ts';

/** The figures of the study's comparison of its two models. */
const SHOWN: readonly (readonly [string, MetricName])[] = [
  ['accuracy', 'accuracy'],
  ['precision', 'precision'],
  ['recall of PNEUMONIA (sensitivity)', 'sensitivity'],
  ['recall of NORMAL (specificity)', 'specificity'],
  ['AUROC', 'auroc'],
  ['F1 of PNEUMONIA', 'f1'],
  ['F1 of NORMAL', 'f1Normal'],
];

/** `pneumo compare` */
export const compare: Command = {
  name: 'compare',
  summary: 'put two runs beside each other, with paired intervals',
  description:
    'Compares two runs on the images that both were judged on, each at its own locked threshold: accuracy, precision, recall and F1 by class and AUROC, the difference with its 95 % interval over patients (a paired bootstrap: both are judged on the same patients each time), epochs to the best validation, seconds (with those of features that were computed once) and memory. Where an interval holds 0, no difference is seen.',
  positionals: [
    {
      name: 'A',
      description:
        'A run folder, or the folder of a training with several seeds, whose figures are averaged.',
    },
    { name: 'B', description: 'Another run folder, of the same data.' },
  ],
  options: [
    {
      key: 'split',
      value: 'val|test',
      schema: z.enum(['val', 'test']),
      description: 'The part of the data. Choose between models on val; test tells how good the choice was.',
      otherwise: 'test',
    },
    RESAMPLES_OPTION,
    {
      key: 'seed',
      value: 'N',
      schema: z.number().int().min(0),
      description: 'Seed of the resampling.',
      otherwise: '0',
    },
    { key: 'json', schema: z.boolean(), description: 'Prints the whole comparison as JSON.' },
    {
      key: 'out',
      value: 'FOLDER',
      schema: z.string(),
      description: 'New or empty folder for compare.json and compare.html.',
      otherwise: 'nothing is written',
    },
  ],
  examples: [['pneumo compare runs/cnn runs/resnet50 --out=cnn-resnet50', 'with a report']],
  async run(context, { options, positionals }) {
    const paths = positionals.map((path) => callerPath(context, path)) as [string, string];
    const part = (options.split ?? 'test') as 'val' | 'test';
    const out = options.out === undefined ? undefined : callerPath(context, options.out as string);
    if (out !== undefined) await refuseUsedFolder(out);
    const [first, second] = [await readJudgedSeeds(paths[0], part), await readJudgedSeeds(paths[1], part)];
    const comparison = comparePredictions(first, second, {
      seed: (options.seed ?? 0) as number,
      resamples: (options.resamples ?? 2000) as number,
    });
    const names = sideNames(paths);
    const beside = { first: first.map(factsOf), second: second.map(factsOf) };
    const rows = besideRows(first, second);
    const result = { schemaVersion: 1, part, sides: names, paths, ...comparison, beside };
    if (options.json === true) context.print(json(result).trimEnd());
    else {
      context.print(
        renderTable(
          [
            ...SHOWN.map(([title, metric]) => comparisonRow(title, comparison, metric)),
            ...rows.map((row) => [row.name, row.first, row.second, '']),
          ],
          ['', ...names, 'difference'],
        ),
      );
      context.print(
        `${comparison.n} ${part} images of ${comparison.patients} patients; each run at its own threshold.`,
      );
    }
    if (out !== undefined) {
      await makeFolder(out);
      const encoder = new TextEncoder();
      await writeFileAtomic(join(out, 'compare.json'), encoder.encode(json(result)));
      const report = await renderComparisonReport({
        schemaVersion: 1,
        title: `${names[0]} beside ${names[1]}`,
        kicker: 'Comparison of two runs',
        date: formatMinute(context.now()),
        generator: `pneumo ${VERSION}`,
        answer: [answerOf(comparison, names)],
        warnings: [],
        sides: names,
        comparison,
        method: [
          'Each run is judged at the threshold that it locked on its own validation images. The intervals are of a paired bootstrap: patients are drawn with replacement, and both runs are judged on the same ones each time.',
          ...(first.length + second.length > 2
            ? [
                `The figures are means over runs that differ in their seed (${first.length} and ${second.length}); the intervals speak of these runs on other patients, not of other seeds.`,
              ]
            : []),
        ],
        facts: [
          { name: 'Images', value: `${comparison.n} of ${comparison.patients} patients, part ${part}` },
          { name: names[0], value: paths[0] },
          { name: names[1], value: paths[1] },
        ],
        beside: rows,
      });
      await writeFileAtomic(join(out, 'compare.html'), encoder.encode(report));
      context.note(`Report: ${join(out, 'compare.html')}`);
    }
    return EXIT_CODES.success;
  },
};

/** What is known of a run beside its figures, as numbers; null where it is not known or no such thing. */
function factsOf({ threshold, bestEpoch, epochs, seconds, peakMemory }: JudgedRun): object {
  return {
    threshold,
    bestEpoch: bestEpoch ?? null,
    epochs: epochs ?? null,
    seconds: seconds ?? null,
    peakMemory: peakMemory ?? null,
  };
}

function besideRows(
  first: readonly JudgedRun[],
  second: readonly JudgedRun[],
): { name: string; first: string; second: string }[] {
  const row = (name: string, of: (run: JudgedRun) => string) => ({
    name,
    first: first.map(of).join(', '),
    second: second.map(of).join(', '),
  });
  return [
    row('threshold', ({ threshold }) => threshold.toFixed(4)),
    row('epochs to the best validation', ({ bestEpoch }) => `${bestEpoch ?? 'several models'}`),
    row('time of training', ({ seconds }) =>
      seconds === undefined ? 'unknown' : formatDuration(seconds * 1000),
    ),
    row('peak memory of training', ({ peakMemory }) =>
      peakMemory === undefined ? 'not measured' : formatBytes(peakMemory),
    ),
  ];
}

/** The folders' names, or their paths where these are equal. */
function sideNames(paths: readonly [string, string]): [string, string] {
  const names = paths.map((path) => basename(path)) as [string, string];
  return names[0] === names[1] ? [...paths] : names;
}
