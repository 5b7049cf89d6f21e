/** One component of a JPEG file. */
export interface JpegComponent {
  /** Blocks of it side by side in a group. */
  readonly across: number;
  /** Blocks of it one above the other in a group. */
  readonly down: number;
  /** Its quantisation, in zigzag order. */
  readonly quanta: Uint16Array;
  /** Sixteen counts and the symbols of its tables of codes. */
  readonly dc: Uint8Array;
  readonly ac: Uint8Array;
}

/** What stands before the pixels of a JPEG file. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** One, of luminance; or three, the luminance first. */
  readonly components: readonly JpegComponent[];
  /** Groups of blocks between restarts; 0 for none. */
  readonly interval: number;
  /** Where the entropy-coded bytes begin. */
  readonly scan: number;
}

const SOF0 = 0xc0;
const SOF1 = 0xc1;
const DHT = 0xc4;
const SOS = 0xda;
const DQT = 0xdb;
const DRI = 0xdd;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP14 = 0xee;
const COM = 0xfe;
/** Where the numbers of an APP14 segment say how colours are stored. */
const ADOBE_TRANSFORM = 11;

/**
 * Reads the header of an ordinary JPEG file: sequential, Huffman-coded, 8 bits, in one scan, grey or luminance and
 * two colours, upright. A colour profile is passed over, as everywhere here.
 *
 * @param bytes - the file
 * @returns what is needed to decode it; undefined for everything else, damaged files too, which a general decoder may judge
 */
export function jpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const quanta: (Uint16Array | undefined)[] = [];
  const tables: (Uint8Array | undefined)[] = [];
  let frame: Uint8Array | undefined;
  let jfif = false;
  let interval = 0;
  let adobe: number | undefined;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    const segment = bytes.subarray(at + 4, end);
    if (marker === SOS) {
      const components = frame && componentsOf(frame, segment, quanta, tables, jfif);
      if (!components || (components.length === 3 && (adobe ?? 1) !== 1)) return undefined;
      const [, h1, h0, w1, w0] = frame!;
      const height = h1! * 256 + h0!;
      const width = w1! * 256 + w0!;
      return width === 0 || height === 0 ? undefined : { width, height, components, interval, scan: end };
    }
    if (marker === DQT) {
      if (!readQuanta(segment, quanta)) return undefined;
    } else if (marker === DHT) {
      if (!readTables(segment, tables)) return undefined;
    } else if (marker === SOF0 || marker === SOF1) {
      if (frame) return undefined;
      frame = segment;
    } else if (marker === APP0) jfif ||= startsWith(segment, 'JFIF\0');
    else if (marker === APP1) {
      if (startsWith(segment, 'Exif\0\0') && !isUpright(segment.subarray(6))) return undefined;
    } else if (marker === DRI) {
      interval = (segment[0] ?? 0) * 256 + (segment[1] ?? 0);
    } else if (marker === APP14) {
      if (startsWith(segment, 'Adobe')) adobe = segment[ADOBE_TRANSFORM];
    } else if ((marker < APP0 || marker > APP14 + 1) && marker !== COM) return undefined;
    at = end;
  }
  return undefined;
}

function componentsOf(
  frame: Uint8Array,
  scan: Uint8Array,
  quanta: readonly (Uint16Array | undefined)[],
  tables: readonly (Uint8Array | undefined)[],
  jfif: boolean,
): JpegComponent[] | undefined {
  const [precision, , , , , count] = frame;
  if (precision !== 8 || (count !== 1 && count !== 3) || frame.length !== 6 + 3 * count) return undefined;
  if (scan[0] !== count || scan.length !== 4 + 2 * count) return undefined;
  if (scan[1 + 2 * count] !== 0 || scan[2 + 2 * count] !== 63 || scan[3 + 2 * count] !== 0) return undefined;
  const components: JpegComponent[] = [];
  for (let i = 0; i < count; i++) {
    const [id, sampling, place] = frame.subarray(6 + 3 * i, 9 + 3 * i) as unknown as [number, number, number];
    const [scanned, codes] = scan.subarray(1 + 2 * i, 3 + 2 * i) as unknown as [number, number];
    // Without JFIF's word for it the numbers tell luminance and colours from red, green and blue.
    if (scanned !== id || (count === 3 && !jfif && id !== i + 1)) return undefined;
    const across = sampling >> 4;
    const down = sampling & 15;
    if (across < 1 || across > 4 || down < 1 || down > 4) return undefined;
    const quantum = quanta[place];
    const dc = tables[codes >> 4];
    const ac = tables[16 + (codes & 15)];
    if (!quantum || !dc || !ac) return undefined;
    components.push({ across, down, quanta: quantum, dc, ac });
  }
  return components;
}

function readQuanta(segment: Uint8Array, quanta: (Uint16Array | undefined)[]): boolean {
  let at = 0;
  while (at < segment.length) {
    const wide = segment[at]! >> 4;
    const place = segment[at]! & 15;
    const size = wide === 0 ? 64 : 128;
    if (wide > 1 || place > 3 || at + 1 + size > segment.length) return false;
    const values = segment.subarray(at + 1, at + 1 + size);
    quanta[place] = Uint16Array.from({ length: 64 }, (_, i) =>
      wide === 0 ? values[i]! : values[2 * i]! * 256 + values[2 * i + 1]!,
    );
    at += 1 + size;
  }
  return true;
}

function readTables(segment: Uint8Array, tables: (Uint8Array | undefined)[]): boolean {
  let at = 0;
  while (at < segment.length) {
    const place = segment[at]!;
    let symbols = 0;
    for (let i = 1; i <= 16; i++) symbols += segment[at + i] ?? 0;
    const end = at + 17 + symbols;
    if (place >> 4 > 1 || (place & 15) > 3 || symbols > 256 || end > segment.length) return false;
    tables[place] = segment.subarray(at + 1, end);
    at = end;
  }
  return true;
}

/** Whether the numbers of a camera leave the picture as it is stored. */
function isUpright(tiff: Uint8Array): boolean {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (tiff.length < 8) return false;
  const little = view.getUint16(0) === 0x4949;
  const first = view.getUint32(4, little);
  if (first + 2 > tiff.length) return false;
  const count = view.getUint16(first, little);
  for (let i = 0; i < count; i++) {
    const entry = first + 2 + 12 * i;
    if (entry + 12 > tiff.length) return false;
    if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little) === 1;
  }
  return true;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}
