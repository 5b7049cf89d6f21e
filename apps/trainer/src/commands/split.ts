import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import {
  checkSplit,
  formatSplit,
  generatePhantom,
  type Sample,
  type Split,
  splitBootstrap,
  splitByPatient,
  type SplitCheck,
  splitHoldOut,
  splitKFold,
  splitNestedKFold,
  type SplitPart,
  splitGiven,
  splitStudy,
} from '@pneumo/data';
import { hashFiles, writeFileAtomic } from '@pneumo/data/node';
import { z } from 'zod';
import { type Command, flagName, type OptionSpec } from '../cli/command.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { makeFolder, refuseUsedFolder } from '../cli/outputFolder.ts';
import { PHANTOM } from '../config/trainConfig.ts';
import { openImages } from '../pipeline/openImages.ts';
import { startProgress } from '../ui/progress.ts';
import { renderTable } from '../ui/table.ts';
import { trainOption } from './sharedOptions.ts';

const KINDS = ['patient', 'study', 'given', 'k-fold', 'nested-k-fold', 'hold-out', 'bootstrap'] as const;

type Kind = (typeof KINDS)[number];

/** Of the flags that say how to divide, those that a kind listens to. */
const FLAGS_OF: Readonly<Record<Kind, readonly (keyof Options)[]>> = {
  patient: ['seed', 'validationFraction', 'testFraction'],
  study: ['seed', 'validationFraction', 'testFraction'],
  given: [],
  'k-fold': ['seed', 'testFraction', 'folds'],
  'nested-k-fold': ['seed', 'folds', 'innerFolds'],
  'hold-out': ['seed', 'validationFraction', 'holdOut', 'from'],
  bootstrap: ['seed', 'testFraction', 'repeats'],
};

interface Options {
  data?: string;
  patientRule?: string;
  table?: string;
  phantomPatients?: number;
  kind?: Kind;
  seed?: number;
  validationFraction?: number;
  testFraction?: number;
  folds?: number;
  innerFolds?: number;
  repeats?: number;
  holdOut?: string;
  from?: string;
  allowLeaks?: boolean;
  out?: string;
}

const whole = (least: number): z.ZodType => z.number().int().min(least).max(1000);

const OWN_OPTIONS: readonly OptionSpec[] = [
  {
    key: 'kind',
    value: 'KIND',
    schema: z.enum(KINDS),
    description:
      "How to divide: 'patient' (one validation part, whole patients), 'k-fold', 'nested-k-fold' (outer folds test, inner folds validate), 'hold-out' (another site, or later films), 'bootstrap' (patients drawn with replacement), 'study' (80:20 by image), 'given' (the data set's own parts).",
    otherwise: 'patient',
  },
  { key: 'folds', value: 'N', schema: whole(2), description: 'Folds, or outer folds.', otherwise: '5' },
  {
    key: 'innerFolds',
    value: 'N',
    schema: whole(2),
    description: 'Inner folds of nested-k-fold.',
    otherwise: '4',
  },
  { key: 'repeats', value: 'N', schema: whole(1), description: 'Draws of bootstrap.', otherwise: '10' },
  {
    key: 'holdOut',
    value: 'COLUMN[=A;B]',
    schema: z.string().min(1),
    description:
      "Of hold-out: the samples' column and the values that test, such as site=B;C; the column alone with --from.",
  },
  {
    key: 'from',
    value: 'DATE',
    schema: z.string().min(4),
    description: 'Of hold-out: the first date that tests, such as 2024-05.',
  },
  {
    key: 'testFraction',
    value: 'SHARE',
    schema: z.number().min(0.05).max(0.5),
    description: 'Share that tests where the data set gives no test part.',
    otherwise: '0.2',
  },
  {
    key: 'out',
    value: 'FOLDER',
    schema: z.string(),
    description: 'Folder for the split files; must be new or empty.',
    otherwise: 'splits',
  },
];

/** `pneumo split` */
export const split: Command = {
  name: 'split',
  summary: 'divide a data set once, for many runs',
  description:
    'Divides a data set into train, val and test and writes each division as a JSON file with a hash, for pneumo train --split=FILE. Patients, and names under which the same picture stands, are kept in one part; a test set that the data give is never trained on. Prints what each part holds.',
  positionals: [],
  options: [
    trainOption('data', PHANTOM),
    trainOption('patientRule', 'person-type'),
    trainOption('table', 'auto'),
    trainOption('phantomPatients', '400'),
    trainOption('seed', '0'),
    trainOption('validationFraction', '0.2'),
    trainOption('allowLeaks', 'no'),
    ...OWN_OPTIONS,
  ],
  examples: [
    ['pneumo split --data=chest_xray --kind=k-fold --folds=5 --out=folds', 'five files, one a fold'],
    ['pneumo train --data=chest_xray --split=folds/k-fold-1-of-5.json', 'train on the first'],
    ['pneumo split --data=films --kind=hold-out --hold-out=source=clinic-b', 'test on another site'],
  ],
  async run(context, input) {
    const options = input.options as Options;
    checkFlags(options);
    const out = callerPath(context, options.out ?? 'splits');
    await refuseUsedFolder(out);
    const { samples, contentHashes } = await readSamples(context, options);
    const splits = makeSplits(samples, contentHashes, options);
    const checks = splits.map((one) =>
      checkSplit(one, samples, {
        contentHashes,
        allowLeaks: options.allowLeaks === true || one.name === 'study',
      }),
    );
    await makeFolder(out);
    const names = splits.map(fileName);
    for (const [i, one] of splits.entries())
      await writeFileAtomic(join(out, names[i]!), new TextEncoder().encode(await formatSplit(one)));
    context.print(
      renderTable(
        splits.map((one, i) => [
          names[i]!,
          ...(['train', 'val', 'test'] as const).map((part) => cell(checks[i]!, part)),
          one.leftOut.length,
        ]),
        ['file', 'train', 'val', 'test', 'left out'],
      ),
    );
    context.print('Images (NORMAL + PNEUMONIA) of patients.');
    for (const [i, { sharedPatients, sharedDuplicates }] of checks.entries()) {
      if (sharedPatients.length + sharedDuplicates.length > 0) {
        context.note(
          `Warning: ${names[i]} has ${sharedPatients.length} patients and ${sharedDuplicates.length} pictures in more than one part; its validation figures flatter.`,
        );
      }
    }
    context.print(`Written to ${out}`);
    return EXIT_CODES.success;
  },
};

/**
 * Refuses flags that the kind does not listen to.
 *
 * @throws PneumoError `USAGE` naming the flag, and the kinds that it belongs to
 */
function checkFlags({ kind = 'patient', ...given }: Options): void {
  const flags = new Set(Object.values(FLAGS_OF).flat());
  // The generated films are drawn by the seed, too.
  if ((given.data ?? PHANTOM) === PHANTOM) flags.delete('seed');
  const other = [...flags].find((key) => key in given && !FLAGS_OF[kind].includes(key));
  if (other === undefined) return;
  const kinds = KINDS.filter((each) => FLAGS_OF[each].includes(other));
  throw new PneumoError(
    'USAGE',
    `--${flagName(other)} plays no role in --kind=${kind}; leave it out, or take ${kinds.map((each) => `--kind=${each}`).join(' or ')}.`,
  );
}

async function readSamples(
  context: Context,
  options: Options,
): Promise<{ samples: readonly Sample[]; contentHashes: ReadonlyMap<string, string> }> {
  const data = options.data ?? PHANTOM;
  if (data === PHANTOM) {
    const phantom = generatePhantom({
      seed: options.seed ?? 0,
      patients: options.phantomPatients ?? 400,
      size: 32,
    });
    return { samples: phantom.samples, contentHashes: new Map() };
  }
  const { patientRule = 'person-type', table = 'auto' } = options;
  const source = await openImages(context, { data, patientRule, table, badFiles: 'stop' });
  for (const { message } of source.warnings) context.note(`Note: ${message}`);
  const samples = source.samples.filter(({ label }) => label !== undefined);
  const ids = samples.map(({ id }) => id);
  const progress = startProgress(context, 'reading files');
  const hashes = await hashFiles(ids, {
    source,
    signal: context.signal,
    onProgress: (done) => progress.update(done, ids.length),
  });
  progress.end();
  const bad = hashes.find(({ reason }) => reason !== undefined);
  if (bad !== undefined)
    throw new PneumoError('UNREADABLE_FILE', `${bad.id} of ${source.name} cannot be used: it ${bad.reason}.`);
  return {
    samples,
    contentHashes: new Map(hashes.map(({ id, sha256 }) => [id, sha256!])),
  };
}

function makeSplits(
  samples: readonly Sample[],
  contentHashes: ReadonlyMap<string, string>,
  options: Options,
): Split[] {
  const { kind = 'patient', seed = 0, validationFraction = 0.2, testFraction = 0.2, folds = 5 } = options;
  const common = { seed, validationFraction, testFraction, contentHashes };
  switch (kind) {
    case 'patient':
      return [splitByPatient(samples, common)];
    case 'study':
      return [splitStudy(samples, common)];
    case 'given':
      return [splitGiven(samples)];
    case 'k-fold':
      return splitKFold(samples, { ...common, folds });
    case 'nested-k-fold':
      return splitNestedKFold(samples, { ...common, outerFolds: folds, innerFolds: options.innerFolds ?? 4 });
    case 'bootstrap':
      return splitBootstrap(samples, { ...common, repeats: options.repeats ?? 10 });
    case 'hold-out': {
      const { holdOut, from } = options;
      if (holdOut === undefined)
        throw new PneumoError(
          'USAGE',
          '--kind=hold-out needs --hold-out=COLUMN=VALUE, or --hold-out=COLUMN with --from=DATE.',
        );
      const [column, values] = holdOut.split('=', 2) as [string, string?];
      return [
        splitHoldOut(samples, {
          ...common,
          column,
          ...(values !== undefined && { values: values.split(';') }),
          ...(from !== undefined && { from }),
        }),
      ];
    }
  }
}

/** `k-fold-2-of-5.json`, `patient.json`. */
function fileName({ name, settings = {} }: Split): string {
  const { fold, folds, outerFold, outerFolds, innerFold, innerFolds, repeat, repeats } = settings;
  if (fold !== undefined) return `${name}-${fold}-of-${folds}.json`;
  if (repeat !== undefined) return `${name}-${repeat}-of-${repeats}.json`;
  if (outerFold !== undefined)
    return `${name}-${outerFold}-of-${outerFolds}-inner-${innerFold}-of-${innerFolds}.json`;
  return `${name}.json`;
}

function cell({ counts, patients }: SplitCheck, part: SplitPart): string {
  const { NORMAL, PNEUMONIA } = counts[part];
  return `${NORMAL + PNEUMONIA} (${NORMAL} + ${PNEUMONIA}) of ${patients[part]}`;
}
