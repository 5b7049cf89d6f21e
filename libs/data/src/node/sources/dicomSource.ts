import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import type { PatientRule } from '../../patientRule.ts';
import type { BadFile, ImageSource } from '../../sources/imageSource.ts';
import { sampleWarnings } from '../../sources/sampleWarnings.ts';
import type { OnBadFile } from '../badFiles.ts';
import { badFilesError } from '../badFiles.ts';
import { checkFolder } from '../checkFolder.ts';
import { addDicomFacts } from '../dicom/addDicomFacts.ts';
import { isDicom } from '../dicom/parseDataSet.ts';
import type { PatientKey } from '../dicom/patientHash.ts';
import { readDicomFactsOf } from '../dicom/readDicomFacts.ts';
import { unreadable } from '../hashFiles.ts';
import { listImageFiles } from '../imageFiles.ts';
import { mapConcurrently } from '../mapConcurrently.ts';
import { readBytes } from '../readBytes.ts';
import { patientsOf } from '../readLayout.ts';
import { fileSource } from './fileSource.ts';

/** What {@link openDicomFolder} takes beside the folder. */
export interface OpenDicomFolderOptions {
  /** The secret under which patient identifiers become pseudonyms. */
  patientKey?: PatientKey;
  /** How patients are read from names where a file has no identifier or there is no key; `person-type` by default. */
  patientRule?: PatientRule;
  /** What to do with DICOM files that cannot be used; `throw` by default. */
  onBadFile?: OnBadFile;
  /** The data set's name; by default the folder's. */
  source?: string;
}

/**
 * Opens a folder of DICOM files, as a scanner or an archive exports them, with or without the ending `.dcm`. Their labels
 * stand nowhere in them: the samples are unlabelled, for predicting; to train, put them into folders NORMAL and PNEUMONIA
 * ({@link readFolder}) or name them in a table ({@link openTable}).
 *
 * Patients become keyed hashes; names, days and other identifying tags are not read.
 *
 * @param root - the folder; folders in it are read too
 * @param options - key, rule, bad files
 * @returns the source; ids are paths from the root
 * @throws PneumoError `NOT_FOUND`, `NO_IMAGES`, `BAD_FILES`
 */
export async function openDicomFolder(
  root: string,
  options: OpenDicomFolderOptions = {},
): Promise<ImageSource> {
  await checkFolder(root);
  const { onBadFile = 'throw', source = basename(root) } = options;
  const { images, others } = await listImageFiles(root);
  const named = images.filter((name) => /\.(?:dcm|dicom)$/i.test(name));
  const bare = others.filter((name) => !/\.[a-z]{2,4}$/i.test(name));
  const sniffed = await mapConcurrently(bare, 8, async (name) => beginsAsDicom(join(root, name), name));
  const skipped: BadFile[] = sniffed.flatMap((result) => (typeof result === 'object' ? [result] : []));
  const ids = [...named, ...bare.filter((_, i) => sniffed[i] === true)].sort();
  if (skipped.length > 0 && onBadFile === 'throw') throw badFilesError(skipped, ids.length + skipped.length);
  if (ids.length === 0) throw new PneumoError('NO_IMAGES', `${root} holds no DICOM files.`);
  const readPatient = await patientsOf(options.patientRule ?? { kind: 'person-type' });
  const samples = ids.map((id) => ({ id, patient: readPatient(id).patient, source }));
  const whole = await addDicomFacts(
    { samples, skipped, warnings: [] },
    { ...options, all: true, read: (id, key) => readDicomFactsOf(join(root, id), id, key) },
  );
  const warnings = [...whole.warnings, ...sampleWarnings(whole.samples)];
  return fileSource({ ...whole, name: source, warnings }, (id) => readBytes(join(root, id), id));
}

async function beginsAsDicom(path: string, name: string): Promise<boolean | BadFile> {
  try {
    const file = await open(path, 'r');
    try {
      const head = new Uint8Array(132);
      const { bytesRead } = await file.read(head, 0, 132, 0);
      return isDicom(head.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    return { file: name, reason: unreadable(error) };
  }
}
