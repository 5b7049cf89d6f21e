import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { compareIds } from '../compareIds.ts';

/** Names that say an image: what sharp decodes without further libraries, and DICOM. */
const IMAGE_NAME = /\.(?:jpe?g|png|webp|tiff?|gif|dcm|dicom)$/i;
/** What archives and desktops leave behind. */
const CLUTTER = /^(?:\..*|__MACOSX|Thumbs\.db|desktop\.ini)$/i;
/** Deeper folders are a loop of links or not a data set. */
const MAX_DEPTH = 8;

/** The files below a folder. */
export interface FoundFiles {
  /** Paths of images from the folder, with `/`, sorted. */
  images: string[];
  /** Paths of files whose names do not say an image, sorted. */
  others: string[];
  /** Folders that are links to a folder they stand in; they are not entered. */
  loops: string[];
}

/** What stands in a folder, without what archives and desktops leave behind. */
export interface FolderEntries {
  /** Names of folders, sorted. */
  folders: string[];
  /** Names of files, sorted. */
  files: string[];
}

/**
 * What stands in a folder; links are followed, dot files and `__MACOSX` are passed over.
 *
 * @param path - the folder
 * @returns its folders and files
 */
export async function entriesOf(path: string): Promise<FolderEntries> {
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !isClutter(name));
  const kinds = await Promise.all(entries.map((entry) => kindOf(entry, path)));
  const named = (kind: string): string[] =>
    entries
      .filter((_, i) => kinds[i] === kind)
      .map(({ name }) => name)
      .sort(compareIds);
  return { folders: named('folder'), files: named('file') };
}

/**
 * Lists the images in a folder and all folders below it.
 *
 * @param folder - where to look
 * @returns images and other files, dot files and `__MACOSX` passed over
 * @throws PneumoError `NOT_FOUND` when there is no such folder, `TOO_DEEP` below eight folders
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * await writeFolder(films.samples.slice(0, 1), films, root);
 * const { images } = await listImageFiles(root);
 * images.length; // 1
 * ```
 */
export async function listImageFiles(folder: string): Promise<FoundFiles> {
  const found: FoundFiles = { images: [], others: [], loops: [] };
  try {
    await collect(folder, '', [], found);
    for (const list of Object.values(found) as string[][]) list.sort(compareIds);
  } catch (cause) {
    if (cause instanceof PneumoError) throw cause;
    throw new PneumoError(
      'NOT_FOUND',
      `${folder} cannot be listed (${(cause as Error).message}); expected a folder.`,
      { cause },
    );
  }
  return found;
}

/** `above` holds the real paths of the folders on the way down, the root's first. */
async function collect(
  root: string,
  prefix: string,
  above: readonly string[],
  found: FoundFiles,
): Promise<void> {
  if (above.length > MAX_DEPTH) {
    throw new PneumoError(
      'TOO_DEEP',
      `${prefix} lies more than ${MAX_DEPTH} folders below ${root}; expected images nearer to it.`,
    );
  }
  const path = join(root, prefix);
  const real = await realpath(path);
  if (above.includes(real)) {
    found.loops.push(prefix.slice(0, -1));
    return;
  }
  const { folders, files } = await entriesOf(path);
  for (const name of files) (isImageName(name) ? found.images : found.others).push(prefix + name);
  for (const name of folders) await collect(root, `${prefix}${name}/`, [...above, real], found);
}

/**
 * Whether a file's name says an image.
 *
 * @param name - a name or a path
 * @returns true for the endings that are read
 */
export function isImageName(name: string): boolean {
  return IMAGE_NAME.test(name);
}

/**
 * Whether a name is what archives and desktops leave behind: a dot file, `__MACOSX`, `Thumbs.db`.
 *
 * @param name - one name, without folders
 * @returns true for clutter
 */
export function isClutter(name: string): boolean {
  return CLUTTER.test(name);
}

async function kindOf(entry: Dirent, path: string): Promise<'folder' | 'file' | 'other'> {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  if (!entry.isSymbolicLink()) return 'other';
  const target = await stat(join(path, entry.name)).catch(() => undefined);
  // A link to nothing is kept as a file, so that it is named when it is read.
  return target?.isDirectory() ? 'folder' : 'file';
}
