import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { PneumoError, systemCode } from '@pneumo/core';
import { badArchive } from './badArchive.ts';
import { findDirectory, parseDirectory, type ZipEntry } from './zipDirectory.ts';

/** A zip archive whose entries are read one at a time, without unpacking. */
export interface ZipArchive {
  /** The file. */
  readonly path: string;
  /** Its files by name; folders are left out. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /**
   * Unpacks one entry into memory.
   *
   * @param name - the entry
   * @returns its bytes
   * @throws PneumoError `BAD_IMAGE` naming entry and reason when it is damaged, larger than it says, or over the limit
   */
  read(name: string): Promise<Uint8Array>;
}

const inflate = promisify(inflateRaw);
/** The end of an archive: its record and a comment of at most 65,535 bytes. */
const TAIL = 22 + 65_535 + 20;
const MAX_DIRECTORY = 512 * 2 ** 20;

/**
 * Opens a zip archive (PKWARE's APPNOTE, with ZIP64): its directory is read, its files stay where they are.
 *
 * @param path - the archive
 * @param maxEntryBytes - entries that say they are larger are refused when they are read
 * @returns the archive
 * @throws PneumoError `BAD_ARCHIVE` when it is none, is cut off, encrypted, or holds a name that leaves its folder or
 *   stands twice
 */
export async function openZip(path: string, maxEntryBytes: number): Promise<ZipArchive> {
  const entries = await withFile(path, async (file) => {
    const { size } = await file.stat();
    const tailStart = Math.max(0, size - TAIL);
    const tail = await readAt(file, tailStart, size - tailStart, path);
    const place = findDirectory(tail, tailStart, size, path);
    const { offset, length } = 'zip64' in place ? place.zip64(await readAt(file, place.at, 56, path)) : place;
    if (length > MAX_DIRECTORY || offset + length > size)
      throw badArchive(
        path,
        `says that its directory has ${length} bytes at ${offset}; the file has ${size}`,
      );
    return parseDirectory(await readAt(file, offset, length, path), offset, path);
  });
  return {
    path,
    entries,
    read: (name) =>
      withFile(path, async (file) => {
        const entry = entries.get(name);
        if (!entry) throw badEntry(name, `is not in ${path}`);
        return readEntry(file, entry, { path, maxEntryBytes });
      }),
  };
}

async function readEntry(
  file: FileHandle,
  entry: ZipEntry,
  { path, maxEntryBytes }: { path: string; maxEntryBytes: number },
): Promise<Uint8Array> {
  const { name, size, compressedSize, method, offset } = entry;
  if (entry.encrypted) throw badEntry(name, `is encrypted in ${path}`);
  if (size > maxEntryBytes)
    throw badEntry(name, `would have ${size} bytes; at most ${maxEntryBytes} are read`);
  if (method !== 0 && method !== 8)
    throw badEntry(name, `is packed by method ${method}; expected stored (0) or deflate (8)`);
  const header = await readAt(file, offset, 30, path);
  const view = new DataView(header.buffer, header.byteOffset, 30);
  if (view.getUint32(0, true) !== 0x04034b50)
    throw badEntry(name, `is not where the directory of ${path} says`);
  const start = offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  // What is packed so tightly that it grows more than a thousandfold was made to.
  if (compressedSize > maxEntryBytes + 65_536)
    throw badEntry(name, `has ${compressedSize} packed bytes for ${size}`);
  const packed = await readAt(file, start, compressedSize, path);
  let bytes: Uint8Array;
  try {
    // One byte more than it says, so that an entry that lies is seen; an empty one has no byte to unpack.
    bytes = method === 0 ? packed : await inflate(packed, { maxOutputLength: size + 1 });
  } catch (cause) {
    const larger = systemCode(cause) === 'ERR_BUFFER_TOO_LARGE';
    throw badEntry(
      name,
      larger ? `unpacks to more than the ${size} bytes it says` : 'is damaged in its archive',
      cause,
    );
  }
  if (bytes.length !== size)
    throw badEntry(name, `unpacks to ${bytes.length} bytes; its archive says ${size}`);
  if (crc32(bytes) !== entry.crc)
    throw badEntry(name, 'is damaged in its archive: its checksum does not fit');
  return bytes;
}

async function withFile<T>(path: string, run: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    throw new PneumoError(
      'NOT_FOUND',
      `${path} cannot be read (${systemCode(cause)}); expected an archive.`,
      { cause },
    );
  }
  try {
    return await run(file);
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number, path: string): Promise<Uint8Array> {
  const { size } = await file.stat();
  // Checked before memory is taken: a forged length costs nothing.
  if (position < 0 || length < 0 || position + length > size)
    throw badArchive(path, `is cut off: ${length} bytes at ${position} are beyond its ${size}`);
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw badArchive(path, `ends at ${position + done}`);
    done += bytesRead;
  }
  return bytes;
}

function badEntry(name: string, reason: string, cause?: unknown): PneumoError {
  return new PneumoError('BAD_IMAGE', `${name} ${reason}.`, { cause, details: { name, reason } });
}
