import { PneumoError } from '@pneumo/core';
import type { DataSet, Element } from 'dicom-parser';
import type { GreyWindow, LookupTable, Rescale } from '../../sources/greyWindow.ts';
import { badDicom, MAX_PIXELS, MAX_SIDE } from './badDicom.ts';
import { readLookupTable } from './readLookupTable.ts';
import { type TransferSyntax, transferSyntaxOf } from './transferSyntax.ts';

/** What is read of a DICOM file beside its pixels. Nothing here names a person, a place or a day. */
export interface DicomHeader {
  /** How the pixels are stored. */
  syntax: TransferSyntax;
  /** Height in pixels. */
  rows: number;
  /** Width in pixels. */
  columns: number;
  /** 1 for grey, 3 for colour. */
  samples: 1 | 3;
  /** What the samples mean. */
  photometric: string;
  /** Colour planes one behind the other, not pixel by pixel. */
  planar: boolean;
  /** 8 or 16 bits of memory a value. */
  bitsAllocated: 8 | 16;
  /** Bits of them that are used. */
  bitsStored: number;
  /** The highest of those. */
  highBit: number;
  /** Values are two's complement. */
  signed: boolean;
  /** From stored values to units. */
  modality: Rescale | LookupTable;
  /** Black and white. */
  voi?: GreyWindow | LookupTable;
  /** Values that stand for nothing. */
  padding?: readonly [number, number];
  /** Height of a pixel by its width. */
  pixelAspect: number;
  /** View and laterality. */
  facts: Record<string, string>;
  /** Whether writing may be part of the picture. */
  burnedIn: 'yes' | 'unknown' | 'no';
}

const GREY = new Set(['MONOCHROME1', 'MONOCHROME2']);
const COLOUR = new Set(['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_ICT', 'YBR_RCT']);

/**
 * Reads and checks what decides about the pixels of a DICOM file.
 *
 * @param dataSet - the elements
 * @param uid - the transfer syntax
 * @param name - for messages
 * @returns the header
 * @throws PneumoError `BAD_IMAGE` for what is not read: several frames, palettes, other depths, forged sizes, other
 *   transfer syntaxes
 */
export function readDicomHeader(dataSet: DataSet, uid: string, name: string): DicomHeader {
  try {
    return readHeader(dataSet, uid, name);
  } catch (cause) {
    if (cause instanceof PneumoError) throw cause;
    // The parser's readers throw where an element is shorter than its kind.
    throw badDicom(name, 'is damaged in its header', cause);
  }
}

function readHeader(dataSet: DataSet, uid: string, name: string): DicomHeader {
  const syntax = transferSyntaxOf(uid);
  if (!syntax) {
    throw badDicom(
      name,
      `is stored in the transfer syntax ${/^[\d.]{1,64}$/.test(uid) ? uid : 'that it does not name'}, which is not read; ` +
        'convert it, for example to Explicit VR Little Endian',
    );
  }
  const number = (tag: string, what: string): number => {
    const value = dataSet.uint16(tag);
    if (value === undefined) throw badDicom(name, `does not say its ${what}; it is no image or is damaged`);
    return value;
  };
  const frames = Number(dataSet.string('x00280008') ?? '1');
  if (frames > 1)
    throw badDicom(name, `holds ${Math.trunc(frames)} frames; a film is one. Export the frame that you mean`);
  const rows = number('x00280010', 'rows');
  const columns = number('x00280011', 'columns');
  if (rows < 1 || columns < 1 || rows > MAX_SIDE || columns > MAX_SIDE || rows * columns > MAX_PIXELS) {
    throw badDicom(
      name,
      `says that it is ${columns}×${rows}; expected 1 to ${MAX_SIDE} a side and at most ${MAX_PIXELS} pixels`,
    );
  }
  const samples = dataSet.uint16('x00280002') ?? 1;
  const photometric = clean(dataSet.string('x00280004'));
  if (!(samples === 1 && GREY.has(photometric)) && !(samples === 3 && COLOUR.has(photometric))) {
    throw badDicom(
      name,
      `has ${samples} samples a pixel of ${photometric || 'no kind that it names'}; expected MONOCHROME1, MONOCHROME2 or colour`,
    );
  }
  const bits = readBits(dataSet, number, samples, name);
  const modality = readModality(dataSet, bits.signed, name);
  const voi = readVoi(dataSet, bits.signed || ('slope' in modality && modality.intercept < 0), name);
  const padding = readPadding(dataSet, bits.signed);
  return {
    syntax,
    rows,
    columns,
    samples: samples as 1 | 3,
    photometric,
    planar: samples === 3 && dataSet.uint16('x00280006') === 1,
    ...bits,
    modality,
    ...(voi && { voi }),
    ...(padding && { padding }),
    pixelAspect: readAspect(dataSet),
    facts: readFacts(dataSet),
    burnedIn: readBurnedIn(dataSet),
  };
}

type Bits = Pick<DicomHeader, 'bitsAllocated' | 'bitsStored' | 'highBit' | 'signed'>;

function readBits(
  dataSet: DataSet,
  number: (tag: string, what: string) => number,
  samples: number,
  name: string,
): Bits {
  const bitsAllocated = number('x00280100', 'bits');
  const bitsStored = dataSet.uint16('x00280101') ?? bitsAllocated;
  const highBit = dataSet.uint16('x00280102') ?? bitsStored - 1;
  if (
    (bitsAllocated !== 8 && bitsAllocated !== 16) ||
    bitsStored < 1 ||
    bitsStored > highBit + 1 ||
    highBit >= bitsAllocated
  ) {
    throw badDicom(
      name,
      `has ${bitsStored} bits up to bit ${highBit} in ${bitsAllocated}; expected up to 8 in 8 or up to 16 in 16`,
    );
  }
  if (samples === 3 && bitsAllocated !== 8)
    throw badDicom(name, `has colours of ${bitsAllocated} bits; expected 8`);
  return { bitsAllocated, bitsStored, highBit, signed: dataSet.uint16('x00280103') === 1 };
}

function readModality(dataSet: DataSet, signed: boolean, name: string): DicomHeader['modality'] {
  const table = firstItem(dataSet.elements.x00283000);
  if (table) return readLookupTable(table, signed, `${name}: modality LUT`);
  const slope = dataSet.floatString('x00281053') ?? 1;
  const intercept = dataSet.floatString('x00281052') ?? 0;
  if (!Number.isFinite(slope) || !Number.isFinite(intercept) || slope === 0)
    throw badDicom(name, 'has a rescale slope or intercept that is no number');
  return { slope, intercept };
}

function readVoi(dataSet: DataSet, signed: boolean, name: string): DicomHeader['voi'] {
  const table = firstItem(dataSet.elements.x00283010);
  if (table) return readLookupTable(table, signed, `${name}: VOI LUT`);
  const centre = dataSet.floatString('x00281050');
  const width = dataSet.floatString('x00281051');
  if (centre === undefined || width === undefined) return undefined;
  const shapes: Record<string, GreyWindow['shape']> = { LINEAR_EXACT: 'linear-exact', SIGMOID: 'sigmoid' };
  const shape = shapes[clean(dataSet.string('x00281056'))] ?? 'linear';
  // Scanners write 0 and 0 where they have nothing to say.
  if (
    !Number.isFinite(centre) ||
    !(width >= (shape === 'linear' ? 1 : Number.MIN_VALUE)) ||
    width === Infinity
  )
    return undefined;
  return { centre, width, shape };
}

function readPadding(dataSet: DataSet, signed: boolean): readonly [number, number] | undefined {
  const read = (tag: string): number | undefined =>
    dataSet.elements[tag]?.length === 2 ? (signed ? dataSet.int16(tag) : dataSet.uint16(tag)) : undefined;
  const value = read('x00280120');
  if (value === undefined) return undefined;
  const limit = read('x00280121') ?? value;
  return [Math.min(value, limit), Math.max(value, limit)];
}

function readAspect(dataSet: DataSet): number {
  for (const tag of ['x00280034', 'x00280030', 'x00181164']) {
    const [height, width] = (dataSet.string(tag) ?? '').split('\\').map(Number);
    // Beyond a factor of 20 it is a slip, and resampling by it would blow the picture up.
    if (height && width && height / width >= 0.05 && height / width <= 20) return height / width;
  }
  return 1;
}

function readFacts(dataSet: DataSet): Record<string, string> {
  const facts: Record<string, string> = {};
  const view = clean(dataSet.string('x00185101'));
  const laterality = clean(dataSet.string('x00200062')) || clean(dataSet.string('x00200060'));
  if (view) facts.view = view;
  if (/^[LRUB]$/.test(laterality)) facts.laterality = laterality;
  return facts;
}

function readBurnedIn(dataSet: DataSet): DicomHeader['burnedIn'] {
  const said = clean(dataSet.string('x00280301'));
  return said === 'YES' ? 'yes' : said === 'NO' ? 'no' : 'unknown';
}

function firstItem(element: Element | undefined): DataSet | undefined {
  return element?.items?.[0]?.dataSet;
}

/** A code string: capital letters, digits, spaces, underscores (PS3.5 6.2); anything else is not passed on. */
function clean(text: string | undefined): string {
  const value = (text ?? '').trim().toUpperCase();
  return /^[A-Z0-9_ ]{1,16}$/.test(value) ? value : '';
}
