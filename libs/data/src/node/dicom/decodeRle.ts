import { badDicom } from './badDicom.ts';

/**
 * Decodes RLE Lossless (DICOM PS3.5 annex G): one PackBits segment a byte plane, high bytes first.
 *
 * @param bytes - the frame
 * @param pixels - how many pixels it must give
 * @param samples - values a pixel
 * @param bytesPerValue - 1 or 2
 * @param name - for messages
 * @returns the values pixel by pixel, little endian
 * @throws PneumoError `BAD_IMAGE` when the segments do not give exactly what the header says
 */
export function decodeRle(
  bytes: Uint8Array,
  pixels: number,
  samples: number,
  bytesPerValue: 1 | 2,
  name: string,
): Uint8Array {
  const planes = samples * bytesPerValue;
  if (bytes.length < 64) throw badDicom(name, 'is cut off in the header of its RLE data');
  const header = new DataView(bytes.buffer, bytes.byteOffset, 64);
  const segments = header.getUint32(0, true);
  if (segments !== planes) throw badDicom(name, `has ${segments} RLE segments; expected ${planes}`);
  const result = new Uint8Array(pixels * planes);
  for (let segment = 0; segment < planes; segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < planes ? header.getUint32(8 + 4 * segment, true) : bytes.length;
    if (start < 64 || end < start || end > bytes.length)
      throw badDicom(name, `has an RLE segment from ${start} to ${end} in ${bytes.length} bytes`);
    // Segment 0 holds the high bytes of the first sample; in the result the low byte comes first.
    const sample = Math.floor(segment / bytesPerValue);
    const offset = sample * bytesPerValue + (bytesPerValue - 1 - (segment % bytesPerValue));
    const got = unpack(bytes, start, end, result, offset, planes, pixels);
    if (got < pixels) throw badDicom(name, `gives ${got} of ${pixels} pixels in RLE segment ${segment + 1}`);
  }
  return result;
}

/** PackBits into every `stride`-th byte from `offset` on; gives the number of values, never more than `pixels`. */
function unpack(
  bytes: Uint8Array,
  start: number,
  end: number,
  result: Uint8Array,
  offset: number,
  stride: number,
  pixels: number,
): number {
  let at = start;
  let got = 0;
  while (at < end && got < pixels) {
    const code = bytes[at++]!;
    if (code < 128) {
      const count = Math.min(code + 1, pixels - got, end - at);
      for (let i = 0; i < count; i++) result[offset + stride * got++] = bytes[at + i]!;
      at += code + 1;
    } else if (code > 128 && at < end) {
      const value = bytes[at++]!;
      const count = Math.min(257 - code, pixels - got);
      for (let i = 0; i < count; i++) result[offset + stride * got++] = value;
    }
  }
  return got;
}
