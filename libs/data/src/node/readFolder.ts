import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseCsv, PneumoError } from '@pneumo/core';
import { formatPatientRule } from '../parsePatientRule.ts';
import { type PatientRule, patientReader, subtypeOf } from '../patientRule.ts';
import type { Sample } from '../sample.ts';
import { compareIds } from '../compareIds.ts';
import { type BadFile, badFilesError, type OnBadFile } from './badFiles.ts';
import { systemCode } from './fileError.ts';
import { type ClassFolder, findLayout, type Layout } from './findLayout.ts';
import { listImageFiles } from './imageFiles.ts';

/** What {@link readFolder} takes beside the folder. */
export interface ReadFolderOptions {
  /** How patients are read from file names; `person-type` by default. The CSV of a `column` rule is read here. */
  patientRule?: PatientRule;
  /** What to do with files in the class folders whose names do not say an image; `throw` by default. */
  onBadFile?: OnBadFile;
  /** The data set's name, the samples' `source`; by default the name of its folder. */
  source?: string;
}

/** Something that a reader of the report should know. */
export interface DataWarning {
  /** `UNMATCHED_PATIENTS`, `IGNORED_FOLDERS` or `EMPTY_FOLDER`. */
  code: string;
  /** One sentence. */
  message: string;
}

/** A data set that lies in a folder. */
export interface FolderDataset {
  /** The folder from which the samples' ids are paths; inside the one that was named where an archive added a level. */
  root: string;
  /** With `train`, `val`, `test` above the classes, or the classes alone. */
  layout: 'split' | 'single';
  /** The samples, sorted by id. */
  samples: Sample[];
  /** Files that were left out because they were asked to be. */
  skipped: BadFile[];
  /** What to know about it. */
  warnings: DataWarning[];
}

/**
 * Reads a data set from a folder: `{train,val,test}/{NORMAL,PNEUMONIA}` or `{NORMAL,PNEUMONIA}` alone, also a
 * level or two down as the public archives unpack. No file is opened; ids are the paths from the layout's root.
 *
 * @param root - the folder
 * @param options - the rule for patients, what to do with other files
 * @returns the samples and what to know about them
 * @throws PneumoError `NOT_FOUND` naming the nearest folder that exists, `NOT_A_FOLDER`, `UNKNOWN_LAYOUT`,
 *   `AMBIGUOUS_LAYOUT`, `NO_IMAGES`, `ONE_CLASS`, `BAD_FILES` naming what does not look like an image, and
 *   what {@link patientReader} throws
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * await writeFolder(films.samples, films, root);
 * const { samples } = await readFolder(root, { patientRule: { kind: 'regexp', pattern: '_(p[0-9]+)_' } });
 * samples.length === films.samples.length; // true
 * samples[0]!.patient.length; // 5
 * ```
 */
export async function readFolder(root: string, options: ReadFolderOptions = {}): Promise<FolderDataset> {
  const { patientRule = { kind: 'person-type' }, onBadFile = 'throw' } = options;
  const layout = await findLayout(root);
  const { source = basename(layout.root) } = options;
  const warnings: DataWarning[] = [];
  if (layout.ignored.length > 0) {
    warnings.push({
      code: 'IGNORED_FOLDERS',
      message: `Folders that belong to no part or class were ignored: ${layout.ignored.join(', ')}.`,
    });
  }
  const readPatient = patientReader(
    patientRule,
    patientRule.kind === 'column' ? await readTable(patientRule.file) : undefined,
  );
  const samples: Sample[] = [];
  const others: BadFile[] = [];
  let unmatched = 0;
  for (const folder of layout.folders) {
    const found = await listImageFiles(join(layout.root, folder.path));
    if (found.images.length === 0)
      warnings.push({ code: 'EMPTY_FOLDER', message: `${folder.path} holds no images.` });
    others.push(
      ...found.others.map((name) => ({
        file: `${folder.path}/${name}`,
        reason: 'has no name of an image (.jpeg, .png, .tiff, .webp, .gif)',
      })),
    );
    for (const name of found.images) {
      const { patient, matched } = readPatient(`${folder.path}/${name}`);
      if (!matched) unmatched++;
      samples.push(toSample(`${folder.path}/${name}`, folder, patient, source));
    }
  }
  if (others.length > 0 && onBadFile === 'throw') throw badFilesError(others, samples.length + others.length);
  checkClasses(samples, layout);
  if (unmatched > 0) {
    warnings.push({
      code: 'UNMATCHED_PATIENTS',
      message:
        `The rule ${formatPatientRule(patientRule)} reads no patient from ${unmatched} of ${samples.length} names; ` +
        'each of these images counts as a patient of its own.',
    });
  }
  return {
    root: layout.root,
    layout: layout.kind,
    samples: samples.sort((a, b) => compareIds(a.id, b.id)),
    skipped: others,
    warnings,
  };
}

function toSample(id: string, { label, split }: ClassFolder, patient: string, source: string): Sample {
  const sample: Sample = { id, label, patient, source };
  if (split) sample.split = split;
  const subtype = label === 'PNEUMONIA' ? subtypeOf(id) : undefined;
  if (subtype) sample.columns = { subtype };
  return sample;
}

async function readTable(file: string): Promise<Record<string, string>[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new PneumoError(
      'NOT_FOUND',
      `The list of patients ${file} cannot be read (${systemCode(cause)}).`,
      { cause },
    );
  }
  return parseCsv(text, file);
}

function checkClasses(samples: readonly Sample[], { root }: Layout): void {
  if (samples.length === 0) {
    throw new PneumoError('NO_IMAGES', `${root} has the folders of a data set but no images in them.`, {
      details: { root },
    });
  }
  for (const [missing, other] of [
    ['NORMAL', 'PNEUMONIA'],
    ['PNEUMONIA', 'NORMAL'],
  ] as const) {
    if (!samples.some(({ label }) => label === missing)) {
      throw new PneumoError(
        'ONE_CLASS',
        `${root} has ${samples.length} images of class ${other} and none of ${missing}; a classifier needs both.`,
        { details: { root, missing } },
      );
    }
  }
}
