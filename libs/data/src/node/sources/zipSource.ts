import { basename } from 'node:path';
import type { FoundFiles } from '../imageFiles.ts';
import { isClutter, isImageName } from '../imageFiles.ts';
import { compareIds } from '../../compareIds.ts';
import type { ImageSource } from '../../sources/imageSource.ts';
import { addDicomFacts } from '../dicom/addDicomFacts.ts';
import { readDicomFacts } from '../dicom/readDicomFacts.ts';
import type { FileTree } from '../fileTree.ts';
import type { ReadFolderOptions } from '../readFolder.ts';
import { readLayout } from '../readLayout.ts';
import { fileSource } from './fileSource.ts';
import { openZip } from './zipArchive.ts';

/** Images beyond this are refused: what unpacks to more is a bomb. */
const MAX_ENTRY_BYTES = 256 * 2 ** 20;

/**
 * Opens a data set in a zip archive, in the layouts of {@link readFolder}. Nothing is unpacked to the disk; an image is
 * inflated when it is read, and no more than 256 MiB of it.
 *
 * @param path - the archive
 * @param options - as {@link readFolder} takes them
 * @returns the source; ids are paths in the archive, from the layout's root
 * @throws PneumoError `BAD_ARCHIVE` when it is damaged or a name in it leaves its folder, and what {@link readFolder} throws
 */
export async function openZipSource(path: string, options: ReadFolderOptions = {}): Promise<ImageSource> {
  const zip = await openZip(path, MAX_ENTRY_BYTES);
  const { source = basename(path).replace(/\.zip$/i, '') } = options;
  const found = await readLayout(treeOf([...zip.entries.keys()]), path, { ...options, source });
  const read = (id: string): Promise<Uint8Array> => zip.read(found.root === '' ? id : `${found.root}/${id}`);
  const whole = await addDicomFacts(found, {
    ...options,
    read: async (id, key) => readDicomFacts(await read(id), id, key),
  });
  const { samples, skipped, warnings } = whole;
  return fileSource({ name: source, samples, skipped, warnings }, read);
}

/** The folders that the names of entries make up, without what archives leave behind. */
function treeOf(names: readonly string[]): FileTree {
  const folders = new Map<string, { folders: Set<string>; files: Set<string> }>();
  const folderAt = (path: string): { folders: Set<string>; files: Set<string> } => {
    let folder = folders.get(path);
    if (!folder) folders.set(path, (folder = { folders: new Set(), files: new Set() }));
    return folder;
  };
  const kept = names.filter((name) => !name.split('/').some(isClutter));
  folderAt('');
  for (const name of kept) {
    const parts = name.split('/');
    for (let depth = 0; depth < parts.length - 1; depth++)
      folderAt(parts.slice(0, depth).join('/')).folders.add(parts[depth]!);
    folderAt(parts.slice(0, -1).join('/')).files.add(parts.at(-1)!);
  }
  const sorted = (set: ReadonlySet<string> | undefined): string[] => [...(set ?? [])].sort(compareIds);
  return {
    async entries(path) {
      const folder = folders.get(path);
      return { folders: sorted(folder?.folders), files: sorted(folder?.files) };
    },
    async files(path) {
      const within = kept
        .filter((name) => name.startsWith(`${path}/`))
        .map((name) => name.slice(path.length + 1));
      const found: FoundFiles = { images: [], others: [], loops: [] };
      for (const name of within.sort(compareIds))
        (isImageName(name) ? found.images : found.others).push(name);
      return found;
    },
  };
}
