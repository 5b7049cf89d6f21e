import { join, resolve } from 'node:path';
import type { PatientRule } from '../patientRule.ts';
import type { Sample } from '../sample.ts';
import type { DataWarning } from '../sources/dataWarning.ts';
import type { BadFile } from '../sources/imageSource.ts';
import type { OnBadFile } from './badFiles.ts';
import { checkFolder } from './checkFolder.ts';
import { addDicomFacts } from './dicom/addDicomFacts.ts';
import type { PatientKey } from './dicom/patientHash.ts';
import { readDicomFactsOf } from './dicom/readDicomFacts.ts';
import { diskTree } from './fileTree.ts';
import { readLayout } from './readLayout.ts';

/** What {@link readFolder} takes beside the folder. */
export interface ReadFolderOptions {
  /** How patients are read from file names; `person-type` by default. The CSV of a `column` rule is read here. */
  patientRule?: PatientRule;
  /** What to do with files in the class folders whose names do not say an image; `throw` by default. */
  onBadFile?: OnBadFile;
  /** The data set's name, the samples' `source`; by default the name of its folder. */
  source?: string;
  /**
   * For DICOM files: the secret under which patient identifiers become pseudonyms. Where it is missing the patients of DICOM files are read from their names too.
   */
  patientKey?: PatientKey;
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
 *level or two down as the public archives unpack. No file is opened but DICOM headers; ids are the paths from the
 * layout's root.
 *
 * @param root - the folder
 * @param options - the rule for patients, what to do with other files
 * @returns the samples and what to know about them
 * @throws PneumoError `NOT_FOUND` naming the nearest folder that exists, `NOT_A_FOLDER`, `UNKNOWN_LAYOUT`,
 *   `AMBIGUOUS_LAYOUT`, `NO_IMAGES`, `ONE_CLASS`, `BAD_FILES` naming what does not look like an image, and
 *   what `patientReader` of `@pneumo/data` throws
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
  await checkFolder(root);
  const found = await readLayout(diskTree(root), root, options);
  const base = join(resolve(root), found.root);
  return {
    ...(await addDicomFacts(found, {
      ...options,
      read: (id, key) => readDicomFactsOf(join(base, id), id, key),
    })),
    root: base,
    layout: found.layout,
  };
}
