import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseCsv, PneumoError, systemCode } from '@pneumo/core';
import { compareIds } from '../compareIds.ts';
import { formatPatientRule } from '../parsePatientRule.ts';
import { type PatientReading, type PatientRule, patientReader, subtypeOf } from '../patientRule.ts';
import type { Sample } from '../sample.ts';
import type { DataWarning } from '../sources/dataWarning.ts';
import type { BadFile } from '../sources/imageSource.ts';
import { sampleWarnings } from '../sources/sampleWarnings.ts';
import { badFilesError } from './badFiles.ts';
import type { FileTree } from './fileTree.ts';
import { type ClassFolder, findLayout } from './findLayout.ts';
import type { ReadFolderOptions } from './readFolder.ts';

/** A data set in a tree of folders. */
export interface LayoutDataset {
  /** The folder from which ids are paths, from the tree's root. */
  root: string;
  /** With parts above the classes, or the classes alone. */
  layout: 'split' | 'single';
  /** The samples, sorted by id. */
  samples: Sample[];
  /** Files that were left out because they were asked to be. */
  skipped: BadFile[];
  /** What to know about it. */
  warnings: DataWarning[];
}

/**
 * Reads the samples of a tree of folders, on a disk or in an archive.
 *
 * @param tree - the folders
 * @param name - what the user named
 * @param options - the rule for patients, what to do with other files
 * @returns the samples and what to know about them
 * @throws PneumoError as `readFolder` does
 */
export async function readLayout(
  tree: FileTree,
  name: string,
  options: ReadFolderOptions,
): Promise<LayoutDataset> {
  const { patientRule = { kind: 'person-type' }, onBadFile = 'throw' } = options;
  const { root, kind, folders, ignored } = await findLayout(tree, name);
  const { source = basename(root || name) } = options;
  const warnings: DataWarning[] = [];
  if (ignored.length > 0) {
    warnings.push({
      code: 'IGNORED_FOLDERS',
      message: `Folders that belong to no part or class were ignored: ${ignored.join(', ')}.`,
    });
  }
  const readPatient = await patientsOf(patientRule);
  const samples: Sample[] = [];
  const others: BadFile[] = [];
  const loops: string[] = [];
  let unmatched = 0;
  for (const folder of folders) {
    const found = await tree.files(root === '' ? folder.path : `${root}/${folder.path}`);
    const within = (file: string): string => `${folder.path}/${file}`;
    if (found.images.length === 0)
      warnings.push({ code: 'EMPTY_FOLDER', message: `${folder.path} holds no images.` });
    const reason = 'has no name of an image (.jpeg, .png, .tiff, .webp, .gif, .dcm)';
    others.push(...found.others.map((file) => ({ file: within(file), reason })));
    loops.push(...found.loops.map(within));
    for (const file of found.images) {
      const { patient, matched } = readPatient(within(file));
      if (!matched) unmatched++;
      samples.push(toSample(within(file), folder, patient, source));
    }
  }
  if (others.length > 0 && onBadFile === 'throw') throw badFilesError(others, samples.length + others.length);
  checkClasses(samples, root === '' ? name : `${name}/${root}`);
  if (unmatched > 0) warnings.push(unmatchedPatients(patientRule, unmatched, samples.length));
  if (loops.length > 0) {
    warnings.push({
      code: 'LINK_LOOP',
      message: `Links to a folder above them were not followed: ${loops.slice(0, 5).join(', ')}${loops.length > 5 ? ', ...' : ''}.`,
    });
  }
  warnings.push(...sampleWarnings(samples));
  samples.sort((a, b) => compareIds(a.id, b.id));
  return { root, layout: kind, samples, skipped: others, warnings };
}

/**
 * The reader of patients for a rule, its table read where it has one.
 *
 * @param rule - the rule
 * @returns from sample id to patient
 * @throws PneumoError `NOT_FOUND` for the table, and what `patientReader` throws
 */
export async function patientsOf(rule: PatientRule): Promise<(id: string) => PatientReading> {
  return patientReader(rule, rule.kind === 'column' ? await readTable(rule.file) : undefined);
}

/**
 * The warning that names say no patient.
 *
 * @param rule - the rule that was used
 * @param unmatched - how many names it does not read
 * @param total - of how many
 * @returns `UNMATCHED_PATIENTS`
 */
export function unmatchedPatients(rule: PatientRule, unmatched: number, total: number): DataWarning {
  return {
    code: 'UNMATCHED_PATIENTS',
    message:
      `The rule ${formatPatientRule(rule)} reads no patient from ${unmatched} of ${total} names; ` +
      'each of these images counts as a patient of its own.',
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

function checkClasses(samples: readonly Sample[], root: string): void {
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
