import { badArchive } from './badArchive.ts';

/** A file in an archive, as the archive's directory describes it. */
export interface ZipEntry {
  /** Its path in the archive, with `/`. */
  name: string;
  /** Bytes when unpacked. */
  size: number;
  /** Bytes in the archive. */
  compressedSize: number;
  /** How it is packed: 0 stored, 8 deflated. */
  method: number;
  /** Checksum of the unpacked bytes. */
  crc: number;
  /** Where its local header begins. */
  offset: number;
  /** It needs a password. */
  encrypted: boolean;
}

/** Where a directory lies, or where the ZIP64 record that says so begins. */
export type DirectoryPlace =
  | { offset: number; length: number }
  | { at: number; zip64: (record: Uint8Array) => { offset: number; length: number } };

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const ENTRY = 0x02014b50;
const MAX_ENTRIES = 2_000_000;

/**
 * Finds the directory of an archive from its last bytes.
 *
 * @param tail - the end of the file
 * @param tailStart - where that begins in the file
 * @param fileSize - length of the file
 * @param path - for messages
 * @returns where the directory lies
 * @throws PneumoError `BAD_ARCHIVE`
 */
export function findDirectory(
  tail: Uint8Array,
  tailStart: number,
  fileSize: number,
  path: string,
): DirectoryPlace {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  let end = tail.length - 22;
  // The comment behind the record must reach exactly to the end of the file.
  while (
    end >= 0 &&
    !(view.getUint32(end, true) === END && view.getUint16(end + 20, true) === tail.length - end - 22)
  )
    end--;
  if (end < 0) throw badArchive(path, 'is no zip archive, or is cut off');
  const length = view.getUint32(end + 12, true);
  const offset = view.getUint32(end + 16, true);
  const wide = length === 0xffffffff || offset === 0xffffffff || view.getUint16(end + 10, true) === 0xffff;
  if (!wide || end < 20 || view.getUint32(end - 20, true) !== END64_LOCATOR) return { offset, length };
  const at = Number(view.getBigUint64(end - 12, true));
  if (at + 56 > tailStart + end) throw badArchive(path, `has its ZIP64 record at ${at} of ${fileSize}`);
  return {
    at,
    zip64(record) {
      const wideView = new DataView(record.buffer, record.byteOffset, record.byteLength);
      if (wideView.getUint32(0, true) !== END64) throw badArchive(path, 'has a broken ZIP64 record');
      return {
        length: Number(wideView.getBigUint64(40, true)),
        offset: Number(wideView.getBigUint64(48, true)),
      };
    },
  };
}

/**
 * Reads the directory of an archive.
 *
 * @param bytes - the directory
 * @param end - where it begins in the file: entries lie before it
 * @param path - for messages
 * @returns its files by name
 * @throws PneumoError `BAD_ARCHIVE` for a broken directory, a name that leaves its folder, or one that stands twice
 */
export function parseDirectory(bytes: Uint8Array, end: number, path: string): Map<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at < bytes.length;) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY)
      throw badArchive(path, `has a broken directory at byte ${end + at}`);
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > bytes.length) throw badArchive(path, `has a broken directory at byte ${end + at}`);
    const name = nameOf(bytes.subarray(at + 46, nameEnd));
    const entry: ZipEntry = {
      name,
      crc: view.getUint32(at + 16, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      method: view.getUint16(at + 10, true),
      offset: view.getUint32(at + 42, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    };
    readZip64(view, nameEnd, extraEnd, entry);
    at = next;
    if (name.endsWith('/')) continue;
    checkName(name, path);
    if (entries.has(name)) throw badArchive(path, `holds ${name} twice`);
    if (entry.offset + entry.compressedSize > end) throw badArchive(path, `has ${name} beyond its directory`);
    entries.set(name, entry);
    if (entries.size > MAX_ENTRIES) throw badArchive(path, `holds more than ${MAX_ENTRIES} files`);
  }
  return entries;
}

/** Sizes beyond 32 bits stand in an extra field, those that need it alone and in this order. */
function readZip64(view: DataView, from: number, to: number, entry: ZipEntry): void {
  for (let at = from; at + 4 <= to;) {
    const id = view.getUint16(at, true);
    const next = at + 4 + view.getUint16(at + 2, true);
    if (id === 1) {
      let field = at + 4;
      for (const key of ['size', 'compressedSize', 'offset'] as const) {
        if (entry[key] === 0xffffffff && field + 8 <= Math.min(next, to)) {
          entry[key] = Number(view.getBigUint64(field, true));
          field += 8;
        }
      }
    }
    at = next;
  }
}

function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\\', '/');
  } catch {
    return new TextDecoder('latin1').decode(bytes).replaceAll('\\', '/');
  }
}

function checkName(name: string, path: string): void {
  const parts = name.split('/');
  if (name.includes('\0') || parts[0] === '' || /^[a-z]:$/i.test(parts[0]!) || parts.includes('..'))
    throw badArchive(path, `holds ${JSON.stringify(name.slice(0, 100))}, a name that leaves its folder`);
}
