import { isDicom } from './dicom/parseDataSet.ts';

/** The kinds of image files that are read. */
export type ImageFormat = 'jpeg' | 'png' | 'tiff' | 'webp' | 'gif' | 'dicom';

/**
 * Tells the kind of an image file from its first bytes, whatever its name says. Only these kinds reach a decoder.
 *
 * @param bytes - the file
 * @returns the kind, or undefined when it is none of them
 */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  // 42 is classic TIFF, 43 BigTIFF.
  if (/^(?:II[*+]\0|MM\0[*+])$/.test(text(0, 4))) return 'tiff';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (/^GIF8[79]a$/.test(text(0, 6))) return 'gif';
  return isDicom(bytes) ? 'dicom' : undefined;
}

/**
 * Why bytes of no known kind are refused; pictures of other kinds are named.
 *
 * @param bytes - the file, or its beginning
 * @returns the end of a sentence that begins with the file's name
 */
export function notAnImage(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, MAGIC_BYTES));
  const other = OTHERS.find(([pattern]) => pattern.test(head))?.[1];
  return other
    ? `is ${other}; expected JPEG, PNG, TIFF, WebP, GIF or DICOM`
    : 'is not an image, whatever its name says';
}

const MAGIC_BYTES = 132;
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^\s*(?:<\?xml[^>]*>\s*)?<svg/i, 'svg'],
  [/^%PDF/, 'pdf'],
  [/^....ftyp(?:hei|mif|avi)/s, 'heif'],
  [/^BM/, 'bmp'],
  [/^\0\0\0\x0cjP {2}/, 'JPEG 2000'],
];
