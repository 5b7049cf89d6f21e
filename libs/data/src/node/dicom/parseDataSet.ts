import { inflateRawSync } from 'node:zlib';
import type { DataSet } from 'dicom-parser';
import { badDicom, MAX_FILE_BYTES } from './badDicom.ts';

/** A data set and the transfer syntax it is written in. */
export interface ParsedDataSet {
  /** The elements. */
  dataSet: DataSet;
  /** The transfer syntax's identifier. */
  syntax: string;
}

const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';

/**
 * Whether bytes begin as a DICOM file does: with `DICM` behind 128 bytes, or, as old files, at once with an element
 * of group 8.
 *
 * @param bytes - the beginning of a file, at least 132 bytes of it
 * @returns true for a DICOM file
 */
export function isDicom(bytes: Uint8Array): boolean {
  if (bytes.length >= 132 && String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM') return true;
  // (0008,0000) to (0008,0018) in little endian; a file that begins so is no picture of another kind.
  return bytes.length >= 8 && bytes[0] === 8 && bytes[1] === 0 && bytes[2]! <= 0x18 && bytes[3] === 0;
}

/**
 * Parses the elements of a DICOM file.
 *
 * @param bytes - the file
 * @param name - for messages
 * @param untilPixels - stop where the pixels begin: for headers
 * @returns the elements
 * @throws PneumoError `BAD_IMAGE` for a file that is none or is broken
 */
export async function parseDataSet(
  bytes: Uint8Array,
  name: string,
  untilPixels = false,
): Promise<ParsedDataSet> {
  if (bytes.length > MAX_FILE_BYTES)
    throw badDicom(name, `has ${bytes.length} bytes; at most ${MAX_FILE_BYTES} are read`);
  const { default: parser } = await import('dicom-parser');
  const part10 = bytes.length >= 132 && String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM';
  // Without a file header the transfer syntax must be one of two: a value representation is two capital letters.
  const bare = /^[A-Z]{2}$/.test(String.fromCharCode(bytes[4] ?? 0, bytes[5] ?? 0)) ? EXPLICIT : IMPLICIT;
  try {
    const dataSet = parser.parseDicom(bytes, {
      ...(untilPixels && { untilTag: 'x7fe00010' }),
      ...(!part10 && { TransferSyntaxUID: bare }),
      inflater: inflate,
    });
    const syntax = part10 ? (dataSet.string('x00020010') ?? '') : bare;
    return { dataSet, syntax };
  } catch (thrown) {
    // The parser throws strings, errors and records of both.
    const cause = (thrown as { exception?: unknown } | undefined)?.exception ?? thrown;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw badDicom(name, `cannot be read as DICOM: ${reasonOf(said)}`, cause);
  }
}

/** The parser's words may quote the file; only known ones are passed on. */
function reasonOf(said: string): string {
  if (/call stack/i.test(said)) return 'its sequences are nested too deeply';
  if (/maxOutputLength|larger than|buffer.*length/i.test(said)) return 'its deflated part is too large';
  if (/invalid|incorrect|unexpected|zlib/i.test(said)) return 'its deflated part is damaged';
  return 'it is cut off or damaged';
}

function inflate(bytes: Uint8Array, position: number): Uint8Array {
  const inflated = inflateRawSync(bytes.subarray(position), { maxOutputLength: MAX_FILE_BYTES });
  const whole = new Uint8Array(position + inflated.length);
  whole.set(bytes.subarray(0, position));
  whole.set(inflated, position);
  return whole;
}
