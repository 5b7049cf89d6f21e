import { join } from 'node:path';
import { isPneumoError, PneumoError } from '@pneumo/core';
import type { ImageSource } from '../../sources/imageSource.ts';
import { kindOfPath } from '../checkFolder.ts';
import { readBytes } from '../readBytes.ts';
import { readFolder } from '../readFolder.ts';
import { openDicomFolder } from './dicomSource.ts';
import { fileSource } from './fileSource.ts';
import { openNpz } from './npzSource.ts';
import { openTable, type OpenTableOptions } from './tableSource.ts';
import { openZipSource } from './zipSource.ts';
import { withMasks } from './withMasks.ts';

/** What {@link openSource} takes beside the path. */
export interface OpenSourceOptions extends OpenTableOptions {
  /** A folder of lung masks under the same paths: see {@link withMasks}. */
  masks?: string;
}

/**
 * Opens a data set, whatever it is: a folder in one of the public layouts, a folder of DICOM files, a table (`.csv`,
 * `.jsonl`), a MedMNIST archive (`.npz`) or a zip archive.
 *
 * @param path - folder or file
 * @param options - rule and key for patients, bad files; columns or preset of a table; masks
 * @returns the source
 * @throws PneumoError `NOT_FOUND` naming the nearest folder that exists, `UNKNOWN_SOURCE` for another kind of file, and
 *   what {@link readFolder}, {@link openDicomFolder}, {@link openTable}, {@link openNpz} and {@link openZipSource} throw
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * await writeFolder(films.samples, films, root);
 * const source = await openSource(root);
 * const { pixels } = await source.open(source.samples[0]!.id);
 * pixels.width; // 32
 * ```
 */
export async function openSource(path: string, options: OpenSourceOptions = {}): Promise<ImageSource> {
  const { masks, ...rest } = options;
  const source = await openAny(path, rest);
  return masks === undefined ? source : withMasks(source, masks);
}

async function openAny(path: string, options: OpenTableOptions): Promise<ImageSource> {
  if ((await kindOfPath(path)) === 'folder') return openFolder(path, options);
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  switch (ending) {
    case 'csv':
    case 'jsonl':
    case 'ndjson':
      return openTable(path, options);
    case 'npz':
      return openNpz(path, options);
    case 'zip':
      return openZipSource(path, options);
    default:
      throw new PneumoError(
        'UNKNOWN_SOURCE',
        `${path} is a file of another kind; expected a folder, or a .csv, .jsonl, .npz or .zip.`,
        { details: { path } },
      );
  }
}

async function openFolder(path: string, options: OpenTableOptions): Promise<ImageSource> {
  try {
    const { root, samples, skipped, warnings } = await readFolder(path, options);
    const name = options.source ?? samples[0]!.source;
    return fileSource({ name, samples, skipped, warnings }, (id) => readBytes(join(root, id), id));
  } catch (error) {
    if (!isPneumoError(error, 'UNKNOWN_LAYOUT')) throw error;
    // A folder without classes may be what a scanner exports.
    return openDicomFolder(path, options).catch((second: unknown) => {
      throw isPneumoError(second, 'NO_IMAGES') ? error : second;
    });
  }
}
