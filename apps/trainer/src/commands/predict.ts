import { formatCsv, PneumoError } from '@pneumo/core';
import { writeFileAtomic } from '@pneumo/data/node';
import { adjustPrevalence } from '@pneumo/metrics';
import { probabilityOfLogit } from '@pneumo/models';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import {
  type DecodedFile,
  decodeFile,
  findInputFiles,
  type InputFile,
  refuseBadFiles,
} from '../pipeline/inputFiles.ts';
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
    { name: 'FILES...', description: 'Images (JPEG, PNG, TIFF, WebP) and folders of images.' },
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
    const files = await findInputFiles(context, paths);
    await startEngine(context, engineSettings(options));
    const predictor = await openPredictor(callerPath(context, path!));
    const { contract } = predictor;
    const prevalence = options.prevalence as number | undefined;
    if (prevalence !== undefined && contract.prevalence === undefined) {
      throw new PneumoError(
        'NO_PREVALENCE',
        '--prevalence needs to know which prevalence the model speaks of, and its contract does not say; train it anew, or leave the option out.',
      );
    }
    const batchSize = (options.batchSize ?? 32) as number;
    const progress = startProgress(context, 'judging images');
    const decoded: DecodedFile[] = [];
    const rows: Record<string, string | number>[] = [];
    const add = async (part: readonly InputFile[]): Promise<void> => {
      const sizes = await Promise.all(
        predictor.sizes.map((size) => Promise.all(part.map((file) => decodeFile(file, size)))),
      );
      const entries = sizes[0]!;
      decoded.push(...entries);
      const good = part.filter((_, i) => 'image' in entries[i]!);
      const images = new Map(
        sizes.map((files, s) => [
          predictor.sizes[s]!,
          files.flatMap((entry) => ('image' in entry ? [entry.image] : [])),
        ]),
      );
      const logits = await predictor.predict(images, { batchSize, signal: context.signal });
      good.forEach((file, i) => rows.push(rowOf(file.name, logits[i]!, contract, prevalence)));
    };
    for (let start = 0; start < files.length; start += batchSize) {
      await add(files.slice(start, start + batchSize));
      progress.update(Math.min(files.length, start + batchSize), files.length);
    }
    progress.end();
    predictor.dispose();
    refuseBadFiles(context, decoded, options.badFiles === 'skip');
    const text =
      options.format === 'json'
        ? `${JSON.stringify(rows, null, 2)}\n`
        : formatCsv(Object.keys(rows[0]!), rows.map(asText));
    if (typeof options.out === 'string')
      await writeFileAtomic(callerPath(context, options.out), new TextEncoder().encode(text));
    else context.print(text.trimEnd());
    return EXIT_CODES.success;
  },
};

function rowOf(
  file: string,
  logit: number,
  contract: Predictor['contract'],
  prevalence: number | undefined,
): Record<string, string | number> {
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

function asText(row: Record<string, string | number>): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)]));
}
