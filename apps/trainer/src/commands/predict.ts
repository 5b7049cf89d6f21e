import { formatCsv, PneumoError } from '@pneumo/core';
import { writeFileAtomic } from '@pneumo/data/node';
import { adjustPrevalence } from '@pneumo/metrics';
import { probabilityOfLogit } from '@pneumo/models';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { OVERWRITE_OPTION, refuseExisting } from '../cli/refuseExisting.ts';
import {
  decodeFile,
  FILES_POSITIONAL,
  findInputFiles,
  type InputFile,
  reasonsOf,
  refuseBadFiles,
} from '../pipeline/inputFiles.ts';
import { nameBadLogit } from '../pipeline/nameBadLogit.ts';
import { openPredictor, type Predictor } from '../pipeline/openPredictor.ts';
import { startEngine } from '../pipeline/startEngine.ts';
import { startProgress } from '../ui/progress.ts';
import {
  BAD_FILES_OPTION,
  BATCH_SIZE_OPTION,
  ENGINE_OPTIONS,
  engineSettings,
  PREVALENCE_OPTION,
} from './sharedOptions.ts';

/** `pneumo predict` */
export const predict: Command = {
  name: 'predict',
  summary: 'say the probability of pneumonia for images',
  description:
    "Reads images, resizes them to the model's input and prints one row for each: probability of pneumonia, logit, and the class at the threshold that was chosen when the model was trained. Folders stand for all images in them.",
  positionals: [
    { name: 'RUN', description: 'A run folder, or the folder of a model or an ensemble.' },
    FILES_POSITIONAL,
  ],
  options: [
    {
      key: 'format',
      value: 'csv|json',
      schema: z.enum(['csv', 'json']),
      description: 'Form of the rows.',
      otherwise: 'csv',
    },
    {
      key: 'out',
      value: 'FILE',
      schema: z.string(),
      description: 'File for the rows.',
      otherwise: 'standard output',
    },
    OVERWRITE_OPTION,
    {
      ...PREVALENCE_OPTION,
      description:
        'Share of pneumonia where the model is used: probabilities, and with them the threshold, are moved from the prevalence of the training to this. The class stays; what the probability says becomes right.',
      otherwise: "the training's",
    },
    BAD_FILES_OPTION,
    BATCH_SIZE_OPTION,
    ...ENGINE_OPTIONS,
  ],
  examples: [
    ['pneumo predict runs/study-20260301-140500 film.jpeg', 'one film'],
    [
      'pneumo predict runs/study-20260301-140500 films/ --format=json --out=answers.json',
      'a folder, as JSON',
    ],
  ],
  async run(context, { options, positionals }) {
    const [path, ...paths] = positionals;
    const out = options.out === undefined ? undefined : callerPath(context, options.out as string);
    const refuseOut = async (): Promise<void> => {
      if (out !== undefined) await refuseExisting(out, options.overwrite === true, 'predictions.csv');
    };
    await refuseOut();
    const files = await findInputFiles(context, paths);
    await startEngine(context, engineSettings(options));
    const predictor = await openPredictor(callerPath(context, path!));
    try {
      const prevalence = options.prevalence as number | undefined;
      if (prevalence !== undefined) checkPrevalence(predictor);
      const rows = await predictFiles(context, predictor, files, {
        batchSize: (options.batchSize ?? 32) as number,
        skip: options.badFiles === 'skip',
        prevalence,
      });
      const text =
        options.format === 'json'
          ? `${JSON.stringify(rows, null, 2)}\n`
          : formatCsv(Object.keys(rows[0]!), rows.map(asText));
      if (out === undefined) context.print(text.trimEnd());
      else {
        await refuseOut();
        await writeFileAtomic(out, new TextEncoder().encode(text));
      }
    } finally {
      predictor.dispose();
    }
    return EXIT_CODES.success;
  },
};

type Row = Record<string, string | number>;

interface PredictFilesOptions {
  batchSize: number;
  /** Leaves bad files out. */
  skip: boolean;
  prevalence: number | undefined;
}

/** A row for each file; no more images than a batch are held at once. */
async function predictFiles(
  context: Context,
  predictor: Predictor,
  files: readonly InputFile[],
  { batchSize, skip, prevalence }: PredictFilesOptions,
): Promise<Row[]> {
  const progress = startProgress(context, 'judging images');
  const bad: string[] = [];
  const rows: Row[] = [];
  for (let start = 0; start < files.length; start += batchSize) {
    const part = files.slice(start, start + batchSize);
    const sizes = await Promise.all(
      predictor.sizes.map((size) => Promise.all(part.map((file) => decodeFile(file, size)))),
    );
    const first = sizes[0]!;
    bad.push(...reasonsOf(first));
    if (!skip) refuseBadFiles(context, bad, start + part.length, false);
    const names = part.filter((_, i) => 'image' in first[i]!).map(({ name }) => name);
    const images = new Map(
      sizes.map((entries, s) => [
        predictor.sizes[s]!,
        entries.flatMap((entry) => ('image' in entry ? [entry.image] : [])),
      ]),
    );
    const logits = await nameBadLogit(names, () =>
      predictor.predict(images, { batchSize, signal: context.signal }),
    );
    names.forEach((name, i) => rows.push(rowOf(name, logits[i]!, predictor.contract, prevalence)));
    progress.update(start + part.length, files.length);
  }
  progress.end();
  refuseBadFiles(context, bad, files.length, skip);
  return rows;
}

function checkPrevalence({ kind, contract }: Predictor): void {
  if (contract.prevalence !== undefined) return;
  throw new PneumoError(
    'NO_PREVALENCE',
    kind === 'ensemble'
      ? '--prevalence needs to know which prevalence the probabilities speak of, and this ensemble cannot say: its members speak of different ones, or have calibrations of their own. Make it with --calibration=platt, which learns the prevalence of the validation images, or leave the option out.'
      : '--prevalence needs to know which prevalence the model speaks of, and its contract does not say; train it anew on both classes, or leave the option out.',
  );
}

function rowOf(
  file: string,
  logit: number,
  contract: Predictor['contract'],
  prevalence: number | undefined,
): Row {
  // The threshold moves with the probabilities: an operating point stays one, whatever the prevalence.
  const at = (probability: number): number =>
    prevalence === undefined
      ? probability
      : adjustPrevalence(probability, contract.prevalence!.value, prevalence);
  const own = probabilityOfLogit(contract, logit);
  const probability = at(own);
  const called = contract.threshold === undefined ? probability >= 0.5 : own >= contract.threshold.value;
  const threshold = contract.threshold === undefined ? 0.5 : at(contract.threshold.value);
  return { file, probability, logit, threshold, class: called ? 'PNEUMONIA' : 'NORMAL' };
}

function asText(row: Row): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)]));
}
