import { open } from 'node:fs/promises';
import sharp from 'sharp';
import type { ImageForm } from '../sources/imageSource.ts';
import { badImage, inputOptions } from './decodeGrey.ts';
import { readDicomFacts, readDicomFactsOf } from './dicom/readDicomFacts.ts';
import { imageFormat, notAnImage } from './imageFormat.ts';

/** What tells the kind of a file. */
const MAGIC_BYTES = 132;

/**
 * The form of an image file, from its header.
 *
 * @param bytes - the file
 * @param name - for messages
 * @returns width, height, channels, turned as the file says
 * @throws PneumoError `BAD_IMAGE` when it is no image
 */
export async function imageForm(bytes: Uint8Array, name: string): Promise<ImageForm> {
  if (isDicomFile(bytes, name)) return readDicomFacts(bytes, name);
  return sharpForm(bytes, name);
}

/**
 * The form of an image file on disk; no more than its header is read.
 *
 * @param path - the file
 * @param name - for messages
 * @returns width, height, channels, turned as the file says
 * @throws what the file system throws, and PneumoError `BAD_IMAGE` when it is no image
 */
export async function fileForm(path: string, name: string): Promise<ImageForm> {
  const head = new Uint8Array(MAGIC_BYTES);
  const file = await open(path, 'r');
  try {
    const { bytesRead } = await file.read(head, 0, MAGIC_BYTES, 0);
    if (isDicomFile(head.subarray(0, bytesRead), name)) return await readDicomFactsOf(path, name);
  } finally {
    await file.close();
  }
  return sharpForm(path, name);
}

function isDicomFile(head: Uint8Array, name: string): boolean {
  if (head.length === 0) throw badImage(name, 'is empty');
  const format = imageFormat(head);
  if (!format) throw badImage(name, notAnImage(head));
  return format === 'dicom';
}

async function sharpForm(input: Uint8Array | string, name: string): Promise<ImageForm> {
  try {
    const { autoOrient, channels } = await sharp(input, inputOptions).metadata();
    return { width: autoOrient.width, height: autoOrient.height, channels };
  } catch (cause) {
    throw badImage(name, 'is not an image, whatever its name says', cause);
  }
}
