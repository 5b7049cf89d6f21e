import sharp from 'sharp';
import { badDicom } from './badDicom.ts';
import { type CodestreamForm, j2kForm, jpegForm } from './codestreamForm.ts';
import { decodeRle } from './decodeRle.ts';
import type { DicomHeader } from './readDicomHeader.ts';
import { runCodec } from './runCodec.ts';

/** Tiles of a JPEG 2000 image beyond which it was not made for reading. */
const MAX_TILES = 65_535;

/**
 * Decodes the frame of a DICOM file.
 *
 * @param frame - its bytes
 * @param header - what the file says
 * @param name - for messages
 * @returns the values pixel by pixel, as many bytes each as are allocated, little endian; colours red, green, blue
 *   where the codec has turned them so
 * @throws PneumoError `BAD_IMAGE` when frame and header do not fit together or the frame is damaged
 */
export async function decodeFrame(frame: Uint8Array, header: DicomHeader, name: string): Promise<Uint8Array> {
  const { syntax, rows, columns, samples, bitsAllocated } = header;
  const bytesPerValue = (bitsAllocated / 8) as 1 | 2;
  const pixels = rows * columns;
  switch (syntax.coding) {
    case 'raw':
      return inLittleEndian(frame, header);
    case 'rle':
      return decodeRle(frame, pixels, samples, bytesPerValue, name);
    case 'jpeg':
      checkForm(jpegForm(frame), header, name);
      return decodeJpeg(frame, header, name);
    case 'jpeg-lossless':
    case 'jpeg-ls':
      checkForm(jpegForm(frame), header, name);
      checkOneFrame(frame, name);
      break;
    case 'jpeg2000':
    case 'htj2k':
      checkForm(j2kForm(frame), header, name);
  }
  const depth = formOf(frame, header)!.bits > 8 ? 2 : 1;
  const bytes = new Uint8Array(frame); // a Buffer's slice would be a view
  const answer = await runCodec({ coding: syntax.coding, bytes, bytesPerValue: depth }, name);
  const { data, width, height, components } = answer;
  if (
    width !== columns ||
    height !== rows ||
    components !== samples ||
    data.length !== pixels * samples * depth
  )
    throw badDicom(
      name,
      `is damaged: its decoder gives ${data.length} bytes of ${width}×${height}×${components}`,
    );
  return depth === bytesPerValue ? data : widen(data);
}

function formOf(frame: Uint8Array, { syntax }: DicomHeader): CodestreamForm | undefined {
  return syntax.coding.startsWith('jpeg2') || syntax.coding === 'htj2k' ? j2kForm(frame) : jpegForm(frame);
}

/** Sizes are compared before anything is decoded: a codec believes its own header. */
function checkForm(form: CodestreamForm | undefined, header: DicomHeader, name: string): void {
  const { syntax, rows, columns, samples, bitsAllocated } = header;
  if (!form) throw badDicom(name, `is said to be ${syntax.name} but does not begin so`);
  if (form.width !== columns || form.height !== rows || form.components !== samples) {
    throw badDicom(
      name,
      `says that it is ${columns}×${rows}×${samples}, but its compressed part ${form.width}×${form.height}×${form.components}`,
    );
  }
  if (form.bits < 2 || form.bits > bitsAllocated)
    throw badDicom(name, `has ${form.bits} bits in its compressed part; expected 2 to ${bitsAllocated}`);
  if ((form.tiles ?? 1) > MAX_TILES)
    throw badDicom(name, `has ${form.tiles} tiles; at most ${MAX_TILES} are read`);
  const frames: Partial<Record<string, number[]>> = {
    jpeg: [0xc0, 0xc1, 0xc2],
    'jpeg-lossless': [0xc3],
    'jpeg-ls': [0xf7],
  };
  const expected = frames[syntax.coding];
  if (expected && !expected.includes(form.frame!))
    throw badDicom(name, `is said to be ${syntax.name} but holds a JPEG of type SOF${form.frame! - 0xc0}`);
  if (syntax.coding === 'jpeg' && form.bits > 8) {
    throw badDicom(
      name,
      `holds a lossy JPEG of ${form.bits} bits, which is not read; convert it to Explicit VR Little Endian or JPEG 2000`,
    );
  }
}

/** A second start-of-frame behind the one that was checked would have its own size; in coded data 0xff is always escaped. */
function checkOneFrame(frame: Uint8Array, name: string): void {
  let seen = 0;
  for (let at = 2; at + 1 < frame.length; at++) {
    if (frame[at] === 0xff && (frame[at + 1] === 0xc3 || frame[at + 1] === 0xf7)) seen++;
  }
  if (seen > 1) throw badDicom(name, 'is damaged: it holds several JPEG frames');
}

async function decodeJpeg(frame: Uint8Array, header: DicomHeader, name: string): Promise<Uint8Array> {
  const { rows, columns, samples, bitsAllocated } = header;
  try {
    const image = sharp(frame, { failOn: 'warning' });
    const { data, info } = await (samples === 1 ? image.toColourspace('b-w') : image.toColourspace('srgb'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.width !== columns || info.height !== rows || info.channels !== samples)
      throw new Error(`it gives ${info.width}×${info.height}×${info.channels}`);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return bitsAllocated === 8 ? bytes : widen(bytes);
  } catch (cause) {
    throw badDicom(name, `is cut off or damaged (${(cause as Error).message.split('\n')[0]})`, cause);
  }
}

function inLittleEndian(frame: Uint8Array, { syntax, bitsAllocated }: DicomHeader): Uint8Array {
  const bytes = new Uint8Array(frame); // a Buffer's slice would be a view
  if (syntax.bigEndian && bitsAllocated === 16) Buffer.from(bytes.buffer).swap16();
  return bytes;
}

function widen(bytes: Uint8Array): Uint8Array {
  const wide = new Uint8Array(2 * bytes.length);
  for (let i = 0; i < bytes.length; i++) wide[2 * i] = bytes[i]!;
  return wide;
}
