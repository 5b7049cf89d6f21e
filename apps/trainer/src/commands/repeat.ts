import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { completeRun } from '../pipeline/trainRun.ts';
import { compareRunFolders, firstDifference, missingFiles, type RunCheck } from '../run/compareRunFolders.ts';
import { readEnvironment, type RunEnvironment } from '../run/environment.ts';
import { json, openRunFolder, RUN_FILES } from '../run/runFolder.ts';
import { renderTable } from '../ui/table.ts';

/** `pneumo repeat` */
export const repeat: Command = {
  name: 'repeat',
  summary: 'do a run again from its folder alone, and compare the two bit by bit',
  description:
    'Trains again with the configuration, the seed, the engine, threads and plan that stand in the run folder, and compares images, split, history, weights, predictions and figures bit by bit. Says that all is equal, or what differs first. The data must still be where the configuration names them. Exit code 0 when all is equal, 1 when something differs.',
  positionals: [{ name: 'RUN', description: 'The folder of a run that has ended.' }],
  options: [
    {
      key: 'out',
      value: 'FOLDER',
      schema: z.string(),
      description: 'Folder of the repetition; one that was interrupted goes on.',
      otherwise: 'RUN-repeat',
    },
    { key: 'json', schema: z.boolean(), description: 'Prints the comparison as JSON.' },
  ],
  examples: [['pneumo repeat runs/study-20260301-140500', 'do the same weights come out?']],
  async run(context, { options, positionals }) {
    const path = callerPath(context, positionals[0]!);
    const { run, config } = await openRunFolder(path);
    const before = await readEnvironment(run);
    if (before === undefined || !existsSync(run.file(RUN_FILES.report))) {
      throw new PneumoError(
        'NOT_JUDGED',
        `The run in ${path} has not ended; let it end first: pneumo train --resume=${path}`,
      );
    }
    const missing = missingFiles(run, config.evaluateTest);
    if (missing.length > 0) {
      throw new PneumoError(
        'RUN_INCOMPLETE',
        `The run in ${path} lacks ${missing.join(', ')}, so a repetition could not be compared with it; put ${missing.length === 1 ? 'it' : 'them'} back, or repeat another run.`,
      );
    }
    const out =
      options.out === undefined ? freshFolder(run.path) : callerPath(context, options.out as string);
    if ((await place(out)) === (await place(run.path)))
      throw new PneumoError('USAGE', `--out is the run itself; name another folder, or leave it out.`);
    const metrics = await completeRun(
      context,
      out,
      { ...config, tensorboard: 'off', mlflow: 'off' },
      { engine: before.engine.record },
    );
    if (metrics === undefined) {
      context.note(`Stopped. Go on with:\n  pneumo repeat ${path} --out=${out}`);
      return EXIT_CODES.interrupted;
    }
    const again = (await openRunFolder(out)).run;
    const checks = await compareRunFolders(run, again, config.evaluateTest);
    const first = checks.find(({ equal }) => !equal);
    const surroundings = environmentDifferences(before, await readEnvironment(again));
    if (options.json === true) {
      context.print(json({ runs: [path, out], equal: first === undefined, checks, surroundings }).trimEnd());
    } else {
      context.print(renderTable(checks.map(row), undefined, [26, 12, 80]));
      context.print(
        first === undefined
          ? `Equal: the repetition in ${out} has the very bits of ${path}.`
          : `Not equal. What differs first is: ${first.what}, ${first.detail}`,
      );
      for (const line of first === undefined ? [] : surroundings) context.print(`Other than then: ${line}`);
    }
    return first === undefined ? EXIT_CODES.success : EXIT_CODES.unexpected;
  },
};

function row({ what, equal, detail }: RunCheck): string[] {
  return [what, equal ? 'equal' : 'differs', detail];
}

/** What was otherwise where the repetition ran: the usual reason for other last bits. */
function environmentDifferences(before: RunEnvironment, after: RunEnvironment | undefined): string[] {
  const told = (environment: RunEnvironment | undefined): object => ({
    versions: environment?.versions,
    engine: environment?.engine.record,
    machine: environment?.machine,
    gitCommit: environment?.gitCommit,
  });
  const [a, b] = [told(before), told(after)] as Record<string, unknown>[];
  return Object.keys(a!).flatMap((key) => firstDifference(a![key], b![key], key) ?? []);
}

/** Where a folder is, links followed; one that does not exist yet is where it is named. */
function place(folder: string): Promise<string> {
  return realpath(folder).catch(() => folder);
}

/** A folder beside the run that nobody uses yet. */
function freshFolder(path: string): string {
  for (let copy = 1; ; copy++) {
    const candidate = `${path}-repeat${copy === 1 ? '' : `-${copy}`}`;
    if (!existsSync(candidate)) return candidate;
  }
}
