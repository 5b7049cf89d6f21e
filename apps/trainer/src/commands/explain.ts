import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { readImageFile, writeFileAtomic } from '@pneumo/data/node';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { makeFolder } from '../cli/outputFolder.ts';
import { explainImages } from '../pipeline/explainRun.ts';
import {
  type DecodedFile,
  decodeFile,
  FILES_POSITIONAL,
  findInputFiles,
  reasonsOf,
  refuseBadFiles,
} from '../pipeline/inputFiles.ts';
import { openModel } from '../pipeline/openModel.ts';
import { startEngine } from '../pipeline/startEngine.ts';
import { RUN_FILES } from '../run/runFolder.ts';
import { BAD_FILES_OPTION, ENGINE_OPTIONS, engineSettings } from './sharedOptions.ts';

/** `pneumo explain` */
export const explain: Command = {
  name: 'explain',
  summary: 'draw where the model looked',
  description:
    'Draws a Grad-CAM heat map over each image: which regions spoke for pneumonia in the last convolution, or in the layer that is named. A map shows where the evidence lies for this model, not where the disease is.',
  positionals: [{ name: 'RUN', description: 'A run folder, or the folder of a model.' }, FILES_POSITIONAL],
  options: [
    {
      key: 'out',
      value: 'FOLDER',
      schema: z.string(),
      description: 'Folder for the overlays, one PNG an image; existing files are not replaced.',
      otherwise: 'RUN/explain-files; needed where RUN is the folder of a model',
    },
    {
      key: 'layer',
      value: 'NAME',
      schema: z.string(),
      description: 'Layer to look at.',
      otherwise: 'the last convolution, behind its activation',
    },
    BAD_FILES_OPTION,
    ...ENGINE_OPTIONS,
  ],
  examples: [['pneumo explain runs/study-20260301-140500 film.jpeg --out=maps', 'one film']],
  async run(context, { options, positionals }) {
    const [path, ...paths] = positionals;
    const run = callerPath(context, path!);
    const folder = outputFolder(
      run,
      options.out === undefined ? undefined : callerPath(context, options.out as string),
    );
    const files = await findInputFiles(context, paths);
    await startEngine(context, engineSettings(options));
    const { model, contract } = await openModel(run);
    const layer = options.layer as string | undefined;
    const decoded: DecodedFile[] = [];
    for (const file of files) decoded.push(await decodeFile(file, contract.inputSize));
    refuseBadFiles(context, reasonsOf(decoded), files.length, options.badFiles === 'skip');
    await makeFolder(folder);
    for (const entry of decoded) {
      if ('reason' in entry) continue;
      context.signal.throwIfAborted();
      const film = { input: entry.image, film: await readImageFile(entry.file.path) };
      const [explanation] = await explainImages(model, contract, [film], layer);
      const target = freeName(folder, entry.file.name);
      await writeFileAtomic(target, explanation!.png);
      context.print(
        explanation!.empty
          ? `${target} (empty map: no evidence for pneumonia in ${explanation!.layer})`
          : target,
      );
    }
    model.dispose();
    return EXIT_CODES.success;
  },
};

/** A run folder has a place for overlays; what holds a model alone must hold nothing else. */
function outputFolder(path: string, out: string | undefined): string {
  if (out !== undefined) return out;
  if (existsSync(join(path, RUN_FILES.config)) || !existsSync(join(path, 'model.json')))
    return join(path, 'explain-files');
  throw new PneumoError(
    'USAGE',
    `${path} is the folder of a model, in which nothing else may stand; name a folder for the overlays: --out=FOLDER.`,
  );
}

/** The first of film.png, film-2.png, ... that does not stand in the folder yet. */
function freeName(folder: string, name: string): string {
  const stem = basename(name, extname(name));
  for (let number = 1; ; number++) {
    const target = join(folder, `${stem}${number === 1 ? '' : `-${number}`}.png`);
    if (!existsSync(target)) return target;
  }
}
