import { existsSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { writeFileAtomic } from '@pneumo/data/node';
import { contentsOf, makeFolder } from '../cli/outputFolder.ts';
import { RECIPES } from '../config/recipes.ts';
import { checkConfigFile } from '../config/checkConfigFile.ts';
import { type TrainConfig, trainConfigSchema } from '../config/trainConfig.ts';

/** Version of the run folder's layout; raised when a reader of older folders would misread it. */
export const RUN_SCHEMA_VERSION = 1;

/** One folder a run: everything that went in and came out. */
export interface RunFolder {
  /** Its absolute path. */
  path: string;
  /** The path of a file in it. */
  file(name: string): string;
  /** Replaces a file in it, atomically. */
  write(name: string, content: string | Uint8Array): Promise<void>;
}

/** The files of a run folder, by what they hold. */
export const RUN_FILES = {
  config: 'config.json',
  environment: 'environment.json',
  manifest: 'manifest.csv',
  split: 'split.json',
  history: 'history.jsonl',
  checkpoints: 'checkpoints',
  notFinite: 'not-finite.json',
  model: 'model',
  validationPredictions: 'predictions-val.csv',
  testPredictions: 'predictions-test.csv',
  metrics: 'metrics.json',
  report: 'report.html',
  overlays: 'explain',
  snapshots: 'snapshots',
  tensorboard: 'tensorboard',
  mlflow: 'mlflow.jsonl',
} as const;

/**
 * Makes the folder of a new run and writes its configuration.
 *
 * @throws PneumoError `OUTPUT_EXISTS` when something stands there already; `NOT_WRITABLE` or
 * `DISK_FULL` when it cannot be made
 */
export async function createRunFolder(path: string, config: TrainConfig): Promise<RunFolder> {
  if (existsSync(path)) {
    if (!(await stat(path)).isDirectory()) {
      throw new PneumoError(
        'OUTPUT_EXISTS',
        `--out ${path} is a file; name a folder that does not exist yet.`,
      );
    }
    const entries = await contentsOf(path);
    if (entries.includes(RUN_FILES.config)) {
      throw new PneumoError(
        'OUTPUT_EXISTS',
        `--out ${path} holds another run, which is left as it is. Name another folder, or go on with that run: --resume=${path}`,
      );
    }
    if (entries.length > 0) {
      throw new PneumoError(
        'OUTPUT_EXISTS',
        `--out ${path} is not empty (it holds '${entries[0]}'); name a new or empty folder.`,
      );
    }
  }
  await makeFolder(path);
  const run = folderAt(path);
  await run.write(RUN_FILES.config, json({ schemaVersion: RUN_SCHEMA_VERSION, config }));
  return run;
}

/**
 * Opens the folder of an earlier run.
 *
 * @throws PneumoError `NO_RUN` when there is none, `NEWER_RUN` when a later version wrote it,
 * `INVALID_CONFIG` when its configuration is damaged
 */
export async function openRunFolder(path: string): Promise<{ run: RunFolder; config: TrainConfig }> {
  const run = folderAt(path);
  let text: string;
  try {
    text = await readFile(run.file(RUN_FILES.config), 'utf8');
  } catch (error) {
    throw new PneumoError(
      'NO_RUN',
      `${path} is no run folder: it has no ${RUN_FILES.config}. Name the folder that 'pneumo train' wrote.`,
      {
        cause: error,
      },
    );
  }
  const source = run.file(RUN_FILES.config);
  const content = parseJson(text, source) as {
    schemaVersion?: unknown;
    config?: unknown;
    ensemble?: unknown;
  };
  if (content.ensemble !== undefined) {
    throw new PneumoError(
      'NO_RUN',
      `${path} holds an ensemble, which was put together and not trained; name one of its members' runs.`,
    );
  }
  if (content.schemaVersion !== RUN_SCHEMA_VERSION) {
    throw new PneumoError(
      'NEWER_RUN',
      `${source} has schemaVersion ${String(content.schemaVersion)}; this version of pneumo reads ${RUN_SCHEMA_VERSION}. Use the version that wrote it.`,
    );
  }
  const stored = checkConfigFile(content.config, source);
  // Keys that were added since an older version wrote the run have the values that it worked with: the defaults.
  const defaults = RECIPES[stored.recipe ?? '']?.config;
  const config = trainConfigSchema.safeParse({ ...defaults, ...stored });
  if (!config.success) {
    throw new PneumoError(
      'INVALID_CONFIG',
      `${source} lacks '${config.error.issues[0]!.path.join('.')}'; it was not written by 'pneumo train'.`,
    );
  }
  return { run, config: config.data };
}

/** JSON for people: indented, with a line feed at the end. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Parses the JSON of a file, naming the file when it is damaged. */
export function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PneumoError(
      'INVALID_CONFIG',
      `${source} is not valid JSON; it was damaged or edited by hand.`,
      { cause: error },
    );
  }
}

/** The files of a folder. */
export function folderAt(path: string): RunFolder {
  const file = (name: string): string => join(path, name);
  return {
    path,
    file,
    write: async (name, content) => {
      await mkdir(dirname(file(name)), { recursive: true });
      await writeFileAtomic(
        file(name),
        typeof content === 'string' ? new TextEncoder().encode(content) : content,
      );
    },
  };
}
