import { pixelImage } from '@pneumo/core';
import sharp from 'sharp';
import type { OpenedImage } from '../../sources/openedImage.ts';
import { decodeFrame } from './decodeFrame.ts';
import { parseDataSet } from './parseDataSet.ts';
import { type DicomHeader, readDicomHeader } from './readDicomHeader.ts';
import { readFrame } from './readFrame.ts';

/**
 * Reads a DICOM file to its stored values, at their depth.
 *
 * @param bytes - the file
 * @param name - for messages
 * @returns grey values and what the file says about them; colour pictures as their luminance
 * @throws PneumoError `BAD_IMAGE` naming file and reason
 */
export async function openDicom(
  bytes: Uint8Array,
  name: string,
): Promise<OpenedImage & { channels: number }> {
  const { dataSet, syntax } = await parseDataSet(bytes, name);
  const header = readDicomHeader(dataSet, syntax, name);
  const values = await decodeFrame(readFrame(dataSet, header, name), header, name);
  const { columns, rows, samples, modality, voi, padding, pixelAspect, facts, burnedIn, photometric } =
    header;
  const shared = { pixelAspect, columns: facts, burnedIn, channels: samples };
  if (samples === 3) {
    const luminance = await luminanceOf(values, header);
    const pixels = pixelImage(columns, rows, 1, luminance);
    return { pixels, offset: 0, modality: { slope: 1, intercept: 0 }, inverted: false, ...shared };
  }
  return {
    pixels: pixelImage(columns, rows, 1, storedValues(values, header)),
    offset: header.signed ? -(2 ** (header.bitsStored - 1)) : 0,
    modality,
    ...(voi && { voi }),
    inverted: photometric === 'MONOCHROME1',
    ...(padding && { padding }),
    ...shared,
  };
}

/** The bits that are used, moved to begin at 0; other bits of a value may hold overlays. */
function storedValues(bytes: Uint8Array, header: DicomHeader): Uint8Array | Uint16Array {
  const { bitsAllocated, bitsStored, highBit, signed } = header;
  const values =
    bitsAllocated === 8 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  // Compressed values are already where they belong.
  const shift =
    header.syntax.coding === 'raw' || header.syntax.coding === 'rle' ? highBit + 1 - bitsStored : 0;
  const mask = 2 ** bitsStored - 1;
  const flip = signed ? 2 ** (bitsStored - 1) : 0;
  if (shift === 0 && flip === 0 && bitsStored === bitsAllocated) return values;
  for (let i = 0; i < values.length; i++) {
    // Adding half the range to two's complement is turning its highest bit over.
    values[i] = ((values[i]! >> shift) & mask) ^ flip;
  }
  return values;
}

async function luminanceOf(bytes: Uint8Array, header: DicomHeader): Promise<Uint8Array> {
  const { columns, rows, planar, photometric, syntax } = header;
  const plain = syntax.coding === 'raw' || syntax.coding === 'rle';
  const pixels = rows * columns;
  // RLE is decoded pixel by pixel whatever the planar configuration says.
  const planes = planar && syntax.coding === 'raw';
  if (photometric === 'YBR_FULL' && (plain || syntax.coding !== 'jpeg')) {
    // The first sample is the luminance.
    return Uint8Array.from({ length: pixels }, (_, i) => bytes[planes ? i : 3 * i]!);
  }
  let rgb = bytes;
  if (planes) {
    rgb = new Uint8Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) rgb[(i % pixels) * 3 + Math.floor(i / pixels)] = bytes[i]!;
  }
  const { buffer, byteOffset, byteLength } = await sharp(rgb, {
    raw: { width: columns, height: rows, channels: 3 },
  })
    .greyscale()
    .raw()
    .toBuffer();
  return new Uint8Array(buffer, byteOffset, byteLength);
}
