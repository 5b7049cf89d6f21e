import { readFileSync } from 'node:fs';
import type { StoredPixelSource } from '@pneumo/data';

/** All bytes of a source's pixels, wherever they lie. */
export const pixelBytes = (source: StoredPixelSource): Uint8Array =>
  'file' in source ? new Uint8Array(readFileSync(source.file)) : new Uint8Array(source.buffer);
