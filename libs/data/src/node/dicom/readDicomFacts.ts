import { open } from 'node:fs/promises';
import type { DataSet } from 'dicom-parser';
import { checkFileSize } from '../readBytes.ts';
import { parseDataSet } from './parseDataSet.ts';
import { patientHash } from './patientHash.ts';
import { type DicomHeader, readDicomHeader } from './readDicomHeader.ts';

/** What a data set keeps of a DICOM file beside its pixels. */
export interface DicomFacts {
  /** The pseudonym of the patient; missing where the file has no patient identifier. */
  patient?: string;
  /** `view` and `laterality`, where the file says so. */
  columns: Record<string, string>;
  /** Whether writing may be part of the picture. */
  burnedIn: DicomHeader['burnedIn'];
  /** Width in pixels. */
  width: number;
  /** Height in pixels. */
  height: number;
  /** Values a pixel. */
  channels: number;
}

/** Headers end long before this; where one does not the whole file is read. */
const HEAD_BYTES = 65_536;

/**
 * Reads the header of a DICOM file. The patient leaves as a pseudonym; names, days, places and identifiers do not leave
 * at all.
 *
 * @param bytes - the file, or its beginning up to the pixels
 * @param name - for messages
 * @param patientKey - the key of the pseudonyms; without one there is no `patient`
 * @returns what a data set keeps
 * @throws PneumoError `BAD_IMAGE` when it is no DICOM file that can be read
 */
export async function readDicomFacts(
  bytes: Uint8Array,
  name: string,
  patientKey?: string,
): Promise<DicomFacts> {
  const { dataSet, syntax } = await parseDataSet(bytes, name, true);
  const header = readDicomHeader(dataSet, syntax, name);
  const facts: DicomFacts = {
    columns: header.facts,
    burnedIn: header.burnedIn,
    width: header.columns,
    height: header.rows,
    channels: header.samples,
  };
  const identifier = text(dataSet, 'x00100020');
  if (identifier && patientKey !== undefined) {
    // Two hospitals may give out the same number.
    const issuer = text(dataSet, 'x00100021');
    facts.patient = patientHash(issuer ? `${issuer}\n${identifier}` : identifier, patientKey);
  }
  return facts;
}

/**
 * Reads the beginning of a DICOM file on disk, or all of it where that does not reach the pixels.
 *
 * @param path - the file
 * @param name - for messages
 * @param patientKey - the key of the pseudonyms
 * @returns what {@link readDicomFacts} gives
 * @throws what the file system throws, and PneumoError `BAD_IMAGE`
 */
export async function readDicomFactsOf(path: string, name: string, patientKey?: string): Promise<DicomFacts> {
  const file = await open(path, 'r');
  try {
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    const begin = head.subarray(0, bytesRead);
    if (bytesRead < HEAD_BYTES) return await readDicomFacts(begin, name, patientKey);
    try {
      return await readDicomFacts(begin, name, patientKey);
    } catch {
      const { size } = await file.stat();
      checkFileSize(size, name);
      return await readDicomFacts(await file.readFile(), name, patientKey);
    }
  } finally {
    await file.close();
  }
}

function text(dataSet: DataSet, tag: string): string {
  try {
    return dataSet.string(tag)?.trim() ?? '';
  } catch {
    return '';
  }
}
