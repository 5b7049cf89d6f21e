import { PneumoError } from '@pneumo/core';
import type { ImageSource } from '../../sources/imageSource.ts';
import { decodeImage, openImage } from '../decodeImage.ts';
import { imageForm } from '../imageForm.ts';

/** What is known of a data set before its files are read. */
export type SourceList = Pick<ImageSource, 'name' | 'samples' | 'skipped' | 'warnings'>;

/**
 * Makes a source whose samples are image files, wherever their bytes lie.
 *
 * @param list - name, samples, warnings
 * @param readFileOf - gives the bytes of a sample's file; it is asked for ids of the list alone
 * @returns the source
 */
export function fileSource(list: SourceList, readFileOf: (id: string) => Promise<Uint8Array>): ImageSource {
  const known = new Set(list.samples.map(({ id }) => id));
  const read = async (id: string): Promise<Uint8Array> => {
    if (!known.has(id)) throw unknownSample(id, list.name);
    return readFileOf(id);
  };
  return {
    ...list,
    read,
    open: async (id, bytes) => openImage(bytes ?? (await read(id)), id),
    decode: (id, bytes, options) => decodeImage(bytes, id, options),
    form: (id, bytes) => imageForm(bytes, id),
  };
}

/**
 * The error for a sample that a source does not have.
 *
 * @param id - what was asked for
 * @param name - the source
 * @returns `UNKNOWN_SAMPLE`
 */
export function unknownSample(id: string, name: string): PneumoError {
  return new PneumoError(
    'UNKNOWN_SAMPLE',
    `${name} has no image ${id}; expected the id of one of its samples.`,
    {
      details: { id },
    },
  );
}
