import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import type { ImageSource } from '../sources/imageSource.ts';
import { decodeImage, openImage } from './decodeImage.ts';
import type { DeepSource } from './decodeDeep.ts';
import { imageForm } from './imageForm.ts';
import { readBytes } from './readBytes.ts';

/** What building needs of a source; a depth of 16 bits needs all of it. */
export type CacheableSource = Pick<ImageSource, 'read' | 'decode'> &
  Partial<Pick<ImageSource, 'open' | 'form'>>;

/**
 * The source of images to cache: the one given, or the files of a folder.
 *
 * @param options - either a folder or a source
 * @returns the source
 * @throws PneumoError `INVALID_ARGUMENT` when both came or neither
 */
export function cacheableSource({
  root,
  source,
}: {
  root?: string;
  source?: CacheableSource;
}): CacheableSource {
  if ((root === undefined) === (source === undefined)) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `${root === undefined ? 'Neither root nor source' : 'Both root and source'} came; expected one of them.`,
    );
  }
  return (
    source ?? {
      read: (id) => readBytes(join(root!, id), id),
      decode: (id, bytes, how) => decodeImage(bytes, id, how),
      open: async (id, bytes) => openImage(bytes ?? (await readBytes(join(root!, id), id)), id),
      form: (id, bytes) => imageForm(bytes, id),
    }
  );
}

/**
 * Refuses a source that cannot give stored values.
 *
 * @param source - where images come from
 * @returns the same
 * @throws PneumoError `INVALID_ARGUMENT`
 */
export function deepSource(source: CacheableSource): DeepSource {
  if (source.open && source.form) return source as DeepSource;
  throw new PneumoError(
    'INVALID_ARGUMENT',
    'A depth of 16 came with a source without open() and form(); give one that has them, or a depth of 8.',
  );
}
