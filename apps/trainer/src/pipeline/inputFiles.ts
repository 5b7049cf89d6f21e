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

/** Refuses bad files by name unless they are to be skipped; skipped ones are noted. */
export function refuseBadFiles(context: Context, files: readonly DecodedFile[], skip: boolean): void {
  const bad = files.filter((entry): entry is { file: InputFile; reason: string } => 'reason' in entry);
  if (bad.length === 0) return;
  if (skip && bad.length < files.length) {
    for (const { reason } of bad) context.note(`Skipped: ${reason}`);
    return;
  }
  const list = bad.slice(0, 10).map(({ reason }) => reason);
  if (bad.length > 10) list.push(`and ${bad.length - 10} more.`);
  throw new PneumoError(
    'BAD_FILES',
    `${bad.length} of ${files.length} files cannot be used: ${list.join(' ')} Remove them, or use --bad-files=skip.`,
  );
}
