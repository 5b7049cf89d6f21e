import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PneumoError, systemCode } from '@pneumo/core';
import { parsePatientRule } from '@pneumo/data';
import { type ImageSource, openSource, type TableColumns, type TablePreset } from '@pneumo/data/node';
import { cacheFolder } from '../cli/cacheFolder.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { absolutePatientRule } from '../config/absolutePaths.ts';
import type { TrainConfig } from '../config/trainConfig.ts';

const PRESETS: readonly string[] = ['nih', 'rsna', 'chexpert', 'vindr'] satisfies TablePreset[];
const COLUMNS: readonly string[] = ['file', 'label', 'patient', 'split', 'keep'];

/** Opens the data that a command line names: a folder, a table, an archive. */
export async function openImages(
  context: Context,
  config: Pick<TrainConfig, 'data' | 'patientRule' | 'badFiles' | 'table'>,
): Promise<ImageSource> {
  return openSource(callerPath(context, config.data), {
    patientRule: parsePatientRule(absolutePatientRule(context, config.patientRule)),
    onBadFile: onBadFile(config.badFiles),
    patientKey: () => patientKey(context),
    ...tableOptions(config.table),
  });
}

/** What the libraries call the choice of `--bad-files`. */
export function onBadFile(badFiles: TrainConfig['badFiles']): 'skip' | 'throw' {
  return badFiles === 'skip' ? 'skip' : 'throw';
}

/** `auto`, a public set, or `file=image,label=finding,patient=child,split=part,keep=site`. */
export function tableOptions(text: string): { preset?: TablePreset; columns?: TableColumns } {
  if (text === 'auto') return {};
  if (PRESETS.includes(text)) return { preset: text as TablePreset };
  const pairs = text.split(',').map((pair) => /^([^=]+)=(.+)$/.exec(pair)?.slice(1) ?? []);
  if (!pairs.every(([key = '']) => COLUMNS.includes(key))) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `--table is '${text}'; expected auto, ${PRESETS.join(', ')}, or columns as file=NAME,label=NAME,patient=NAME,split=NAME,keep=NAME.`,
    );
  }
  const keep = pairs.filter(([key]) => key === 'keep').map(([, name]) => name!);
  const named = Object.fromEntries(pairs.filter(([key]) => key !== 'keep')) as TableColumns;
  return { columns: { ...named, keep } };
}

/**
 * The key under which patient identifiers of DICOM files become pseudonyms: PNEUMO_PATIENT_KEY, else one that is drawn
 * once and kept beside the caches, readable by its owner alone.
 */
async function patientKey(context: Context): Promise<string> {
  if (context.env.PNEUMO_PATIENT_KEY !== undefined) return context.env.PNEUMO_PATIENT_KEY;
  const path = join(cacheFolder(context), 'patient-key');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  await mkdir(dirname(path), { recursive: true });
  // Two processes may get here at once: the one that comes second takes the key of the first.
  await writeFile(path, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  context.note(
    `Note: a key for the pseudonyms of patients was drawn: ${path}. Keep it to get the same ones again.`,
  );
  return (await readFile(path, 'utf8')).trim();
}
