import { join } from 'node:path';
import { entriesOf, type FolderEntries, type FoundFiles, listImageFiles } from './imageFiles.ts';

/** Folders and files, on a disk or in an archive. */
export interface FileTree {
  /**
   * What stands in a folder.
   *
   * @param path - from the tree's root, with `/`; `''` for the root
   * @returns names of folders and files
   */
  entries(path: string): Promise<FolderEntries>;
  /**
   * The images in a folder and below it.
   *
   * @param path - from the tree's root
   * @returns paths from that folder
   */
  files(path: string): Promise<FoundFiles>;
}

/**
 * The tree of a folder on disk.
 *
 * @param root - the folder
 * @returns its tree
 */
export function diskTree(root: string): FileTree {
  return {
    entries: (path) => entriesOf(join(root, path)),
    files: (path) => listImageFiles(join(root, path)),
  };
}
