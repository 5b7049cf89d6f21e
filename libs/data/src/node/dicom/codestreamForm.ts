/** What a compressed image says about itself before it is decoded. */
export interface CodestreamForm {
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
  /** Values a pixel. */
  components: number;
  /** Bits a value. */
  bits: number;
  /** Values are two's complement (JPEG 2000 only). */
  signed: boolean;
  /** For JPEG: the last byte of its start-of-frame marker, 0xc0 for baseline. */
  frame?: number;
  /** For JPEG 2000: tiles, each of which costs memory of its own. */
  tiles?: number;
}

/**
 * Reads the form of a JPEG, lossless JPEG or JPEG-LS image from its start-of-frame marker (ISO 10918-1 B.2.2).
 *
 * @param bytes - the image
 * @returns its form, or undefined when it is none of these
 */
export function jpegForm(bytes: Uint8Array): CodestreamForm | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    // SOF0 to SOF15 without DHT (c4), JPG (c8) and DAC (cc); SOF55 is JPEG-LS.
    const frame =
      (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === 0xf7;
    if (frame) {
      return {
        bits: bytes[at + 4]!,
        height: (bytes[at + 5]! << 8) | bytes[at + 6]!,
        width: (bytes[at + 7]! << 8) | bytes[at + 8]!,
        components: bytes[at + 9]!,
        signed: false,
        frame: marker,
      };
    }
    if (marker === 0xda || marker === 0xd9) return undefined;
    at += 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  return undefined;
}

/**
 * Reads the form of a JPEG 2000 or HTJ2K codestream from its SIZ marker, which comes first (ISO 15444-1 A.5.1).
 *
 * @param bytes - the codestream, without the boxes of a .jp2 file
 * @returns its form, or undefined when it is none
 */
export function j2kForm(bytes: Uint8Array): CodestreamForm | undefined {
  if (bytes.length < 48 || bytes[0] !== 0xff || bytes[1] !== 0x4f || bytes[2] !== 0xff || bytes[3] !== 0x51)
    return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [right, bottom, left, top] = [
    view.getUint32(8),
    view.getUint32(12),
    view.getUint32(16),
    view.getUint32(20),
  ];
  const [tileWidth, tileHeight] = [view.getUint32(24), view.getUint32(28)];
  const [tileLeft, tileTop] = [view.getUint32(32), view.getUint32(36)];
  const components = view.getUint16(40);
  const depth = view.getUint8(42);
  let same = true;
  for (let i = 0; i < components && 44 + 3 * i < bytes.length; i++) {
    // Each component of the same depth and not subsampled.
    same &&=
      view.getUint8(42 + 3 * i) === depth &&
      view.getUint8(43 + 3 * i) === 1 &&
      view.getUint8(44 + 3 * i) === 1;
  }
  if (!same || tileWidth === 0 || tileHeight === 0) return undefined;
  return {
    width: right - left,
    height: bottom - top,
    components,
    bits: (depth & 0x7f) + 1,
    signed: depth > 0x7f,
    tiles: Math.ceil((right - tileLeft) / tileWidth) * Math.ceil((bottom - tileTop) / tileHeight),
  };
}
