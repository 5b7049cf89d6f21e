import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPneumoError, type PixelImage, PneumoError } from '@pneumo/core';
import { listImageFiles, readImageFile } from '@pneumo/data/node';
import { callerPath, type Context } from '../cli/context.ts';

/** An image that was named on the command line, or stands in a folder that was. */
export interface InputFile {
  /** As typed, or below the folder that was typed. */
  name: string;
  path: string;
}

/** The image files that paths name; folders stand for the images in them, subfolders included. */
export async function findInputFiles(context: Context, paths: readonly string[]): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for (const name of paths) {
    const path = callerPath(context, name);
    const entry = await stat(path).catch(() => undefined);
    if (entry === undefined)
      throw new PneumoError(
        'NOT_FOUND',
        `${path} does not exist; expected an image file or a folder of images.`,
      );
    if (!entry.isDirectory()) {
      files.push({ name, path });
      continue;
    }
    const { images } = await listImageFiles(path);
    if (images.length === 0) throw new PneumoError('NO_IMAGES', `${path} holds no images.`);
    files.push(...images.map((image) => ({ name: join(name, image), path: join(path, image) })));
  }
  return files;
}

/** What FILES... of a command stands for. */
export const FILES_POSITIONAL = {
  name: 'FILES...',
  description: 'Images (JPEG, PNG, TIFF, WebP, GIF, DICOM) and folders of images.',
} as const;

/** A decoded file, or why it cannot be used. */
export type DecodedFile =
  { file: InputFile; image: PixelImage<Uint8Array> } | { file: InputFile; reason: string };

/** Decodes a file to a size; what is wrong with it is a value, so that all bad files can be named at once. */
export async function decodeFile(file: InputFile, size: number): Promise<DecodedFile> {
  try {
    return { file, image: await readImageFile(file.path, { size }) };
  } catch (error) {
    if (!isPneumoError(error)) throw error;
    return { file, reason: error.message };
  }
}

/** Why a file cannot be used, as far as it cannot. */
export function reasonsOf(files: readonly DecodedFile[]): string[] {
  return files.flatMap((entry) => ('reason' in entry ? [entry.reason] : []));
}

/**
 * Refuses bad files by name unless they are to be skipped; skipped ones are noted.
 *
 * @param reasons - what is wrong with them
 * @param among - the files that were looked at
 * @param skip - as long as not all of them are bad
 * @throws PneumoError `BAD_FILES`
 */
export function refuseBadFiles(
  context: Context,
  reasons: readonly string[],
  among: number,
  skip: boolean,
): void {
  if (reasons.length === 0) return;
  if (skip && reasons.length < among) {
    for (const reason of reasons) context.note(`Skipped: ${reason}`);
    return;
  }
  const list = reasons.slice(0, 10);
  if (reasons.length > 10) list.push(`and ${reasons.length - 10} more.`);
  throw new PneumoError(
    'BAD_FILES',
    `${reasons.length} of ${among} files cannot be used: ${list.join(' ')} Remove them, or use --bad-files=skip.`,
  );
}
