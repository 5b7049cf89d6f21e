import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { parseCsv, PneumoError, systemCode } from '@pneumo/core';
import { compareIds } from '../../compareIds.ts';
import type { PatientRule } from '../../patientRule.ts';
import type { Sample } from '../../sample.ts';
import type { BadFile, ImageSource } from '../../sources/imageSource.ts';
import { parseJsonLines } from '../../sources/parseJsonLines.ts';
import { readTable } from '../../sources/readTable.ts';
import { sampleWarnings } from '../../sources/sampleWarnings.ts';
import { columnsLayout, type TableColumns } from '../../sources/tableColumns.ts';
import type { TableReading } from '../../sources/tableLayout.ts';
import { type FindingOptions, presetLayout, type TablePreset } from '../../sources/tablePresets.ts';
import { badFilesError, type OnBadFile } from '../badFiles.ts';
import { kindOfPath } from '../checkFolder.ts';
import { addDicomFacts } from '../dicom/addDicomFacts.ts';
import type { PatientKey } from '../dicom/patientHash.ts';
import { readDicomFactsOf } from '../dicom/readDicomFacts.ts';
import { listImageFiles } from '../imageFiles.ts';
import { readBytes } from '../readBytes.ts';
import { patientsOf, unmatchedPatients } from '../readLayout.ts';
import { fileIndex } from './fileIndex.ts';
import { fileSource } from './fileSource.ts';

/** What {@link openTable} takes beside the file. */
export interface OpenTableOptions {
  /** Which columns mean what; not beside a preset. */
  columns?: TableColumns;
  /** A public set whose columns are known: NIH ChestX-ray14, RSNA, CheXpert, VinDr. */
  preset?: TablePreset;
  /** Other findings than pneumonia, with a preset. */
  findings?: FindingOptions;
  /** The folder below which the images lie; the table's own by default. */
  root?: string;
  /** How patients are read from names where the table does not name them; `person-type` by default. */
  patientRule?: PatientRule;
  /** The key of pseudonyms, for DICOM files whose patients the table does not name. */
  patientKey?: PatientKey;
  /** What to do with images that the table names and that are not there; `throw` by default. */
  onBadFile?: OnBadFile;
  /** The data set's name; by default that of the table's folder. */
  source?: string;
}

/** Tables of the public sets have up to 30 MB. */
const MAX_TABLE_BYTES = 256 * 2 ** 20;

/**
 * Opens a data set that a table describes: CSV or JSON Lines, one line an image, in columns that are named by options or
 * known from a public set. Images are found by their path from the root, or by their name anywhere below it, with or
 * without ending: NIH's and RSNA's archives unpack in several ways.
 *
 * @param path - the table, `.csv` or `.jsonl`
 * @param options - columns or preset, root, rule for patients
 * @returns the source; ids are the paths of the images from the root
 * @throws PneumoError `NOT_FOUND`, `INVALID_CSV`, `INVALID_TABLE` naming the line, `CONFLICTING_LABELS`, `BAD_FILES` for
 *   images that are not there, `NO_IMAGES`
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * const [film] = await writeFolder(films.samples.slice(0, 1), films, root);
 * await writeFileAtomic(`${root}/list.csv`, `image,finding,child\n${film!.id},1,Ann\n`);
 * const source = await openTable(`${root}/list.csv`, {
 *   columns: { file: 'image', label: 'finding', patient: 'child' },
 * });
 * source.samples[0]!.label; // 'PNEUMONIA'
 * ```
 */
export async function openTable(path: string, options: OpenTableOptions = {}): Promise<ImageSource> {
  const { columns = {}, preset, findings = {}, root = dirname(path), onBadFile = 'throw' } = options;
  if (preset && options.columns)
    throw new PneumoError('INVALID_ARGUMENT', 'Both columns and preset came; a preset knows its columns.');
  const rows = await readRows(path);
  const present = Object.keys(rows[0] ?? {});
  const layout = preset ? presetLayout(preset, findings, present) : columnsLayout(columns, present);
  const table = readTable(rows, layout, path);
  const files = await listImageFiles(root);
  const { found, missing } = matchFiles(table.readings, files.images, { root, path });
  if (missing.length > 0 && (onBadFile === 'throw' || found.size === 0))
    throw badFilesError(missing, table.readings.length);
  if (found.size === 0)
    throw new PneumoError('NO_IMAGES', `${path} names no image that is labelled pneumonia or normal.`);
  const { source = basename(dirname(path)) || 'table', patientRule = { kind: 'person-type' } } = options;
  const { samples, unmatched } = await toSamples(found, source, patientRule);
  const warnings = [...table.warnings];
  if (unmatched > 0) warnings.push(unmatchedPatients(patientRule, unmatched, samples.length));
  if (files.images.length > found.size) {
    const message = `${files.images.length - found.size} images below ${root} are not in the table or were left out.`;
    warnings.push({ code: 'UNLISTED_FILES', message });
  }
  const whole = await addDicomFacts(
    { name: source, samples, skipped: missing, warnings },
    {
      ...options,
      read: async (id, key) => {
        const { patient, ...facts } = await readDicomFactsOf(join(root, id), id, key);
        // What the table says of the patient stands.
        return patient === undefined || found.get(id)?.patient !== undefined ? facts : { ...facts, patient };
      },
    },
  );
  return fileSource({ ...whole, warnings: [...whole.warnings, ...sampleWarnings(whole.samples)] }, (id) =>
    readBytes(join(root, id), id),
  );
}

/** The images that a table names, by their paths below the root. */
function matchFiles(
  readings: readonly TableReading[],
  paths: readonly string[],
  { root, path }: { root: string; path: string },
): { found: Map<string, TableReading>; missing: BadFile[] } {
  const find = fileIndex(paths, root);
  const found = new Map<string, TableReading>();
  const missing: BadFile[] = [];
  for (const reading of readings) {
    const id = find(reading.file);
    if (id === undefined) {
      missing.push({ file: reading.file, reason: `is not below ${root}` });
      continue;
    }
    const twin = found.get(id);
    if (twin)
      throw new PneumoError(
        'INVALID_TABLE',
        `${path}: '${twin.file}' and '${reading.file}' name the same image ${id}; keep one of them.`,
      );
    found.set(id, reading);
  }
  return { found, missing };
}

async function toSamples(
  found: ReadonlyMap<string, TableReading>,
  source: string,
  rule: PatientRule,
): Promise<{ samples: Sample[]; unmatched: number }> {
  const readPatient = await patientsOf(rule);
  let unmatched = 0;
  const samples = [...found].map(([id, reading]) => {
    if (reading.patient !== undefined) return toSample(id, reading, reading.patient, source);
    const { patient, matched } = readPatient(id);
    if (!matched) unmatched++;
    return toSample(id, reading, patient, source);
  });
  return { samples: samples.sort((a, b) => compareIds(a.id, b.id)), unmatched };
}

async function readRows(path: string): Promise<Record<string, string>[]> {
  await kindOfPath(path);
  const { size } = await stat(path);
  if (size > MAX_TABLE_BYTES)
    throw new PneumoError(
      'INVALID_TABLE',
      `${path} has ${size} bytes; tables of at most ${MAX_TABLE_BYTES} are read.`,
    );
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new PneumoError('NOT_READABLE', `${path} cannot be read (${systemCode(cause)}).`, { cause });
  }
  return extname(path).toLowerCase() === '.csv' ? parseCsv(text, path) : parseJsonLines(text, path);
}

function toSample(id: string, reading: TableReading, patient: string, source: string): Sample {
  const { label, split, columns } = reading;
  return {
    id,
    ...(label !== undefined && label !== 'excluded' && { label }),
    patient,
    source,
    ...(split && { split }),
    ...(columns && { columns }),
  };
}
