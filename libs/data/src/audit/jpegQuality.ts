/** The luminance quantisation table of the JPEG standard (ITU-T T.81, Annex K), which IJG scales by the quality. */
// prettier-ignore
const STANDARD = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
  14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
  49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/**
 * The quality with which a JPEG file was written, from its luminance quantisation table, on the scale of the
 * Independent JPEG Group's library. Exact for files of that library; for others the quality of equal mean.
 *
 * @param bytes - the file, or its first kilobytes
 * @returns from 1 to 100, or undefined where there is no table (not a JPEG)
 *
 * @example
 * ```ts
 * jpegQuality(Uint8Array.of(0x89, 0x50, 0x4e, 0x47)); // undefined
 * ```
 */
export function jpegQuality(bytes: Uint8Array): number | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    // Start of scan or end of image: no more tables.
    if (marker === 0xda || marker === 0xd9) return undefined;
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (marker === 0xdb) {
      const mean = tableMean(bytes.subarray(at + 4, at + 2 + length));
      if (mean !== undefined) return qualityOf(mean);
    }
    at += 2 + length;
  }
  return undefined;
}

/** The mean of table 0, which is the luminance's, in a segment of one or several tables. */
function tableMean(segment: Uint8Array): number | undefined {
  let at = 0;
  while (at < segment.length) {
    const [wide, table] = [segment[at]! >> 4, segment[at]! & 15];
    const size = wide === 0 ? 64 : 128;
    if (at + 1 + size > segment.length) return undefined;
    if (table === 0) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += segment[at + 1 + i]! * (wide !== 0 && i % 2 === 0 ? 256 : 1);
      return sum / 64;
    }
    at += 1 + size;
  }
  return undefined;
}

/** The quality whose table has the nearest mean. */
function qualityOf(mean: number): number {
  let [best, distance] = [1, Number.POSITIVE_INFINITY];
  for (let quality = 1; quality <= 100; quality++) {
    const apart = Math.abs(scaledMean(quality) - mean);
    if (apart < distance) [best, distance] = [quality, apart];
  }
  return best;
}

/** IJG scales the table by 5000 / q below 50 and by 200 - 2 q from there, in per cent, and keeps it in 1 to 255. */
function scaledMean(quality: number): number {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const sum = STANDARD.reduce(
    (total, entry) => total + Math.min(255, Math.max(1, Math.floor((entry * scale + 50) / 100))),
    0,
  );
  return sum / STANDARD.length;
}
