import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach } from 'vitest';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with files, removed after the test. */
export function folderWith(files: Record<string, Uint8Array | string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'pneumo-'));
  made.push(root);
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
  }
  return root;
}

/** Grey values with a pattern of their own. */
export const pattern = (width: number, height: number, phase = 0): Uint8Array =>
  Uint8Array.from(
    { length: width * height },
    (_, i) => 128 + 100 * Math.sin((i % width) / 3 + phase) * Math.cos(i / width / 4),
  );

/** An image file of a grey pattern. */
export function imageFile(
  format: 'png' | 'jpeg' | 'webp' | 'tiff',
  width = 40,
  height = 30,
  phase = 0,
): Promise<Uint8Array> {
  return sharp(pattern(width, height, phase), { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .toFormat(format, format === 'jpeg' || format === 'webp' ? { quality: 90 } : {})
    .toBuffer();
}
