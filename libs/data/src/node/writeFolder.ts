import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeError } from '@pneumo/core';
import type { PixelSource } from '../pixelSource.ts';
import type { Sample } from '../sample.ts';
import { encodePng } from './encodePng.ts';
import { writeFileAtomic } from './writeFileAtomic.ts';

/**
 * Writes samples as PNG files in the layout that {@link readFolder} reads: `train/NORMAL/phantom_p0001_f1.png`,
 * without the part where a sample has none. For looking at a phantom, or handing it to other programs.
 *
 * @param samples - the samples; the file name is the id, with `_` for `/`
 * @param source - their pixels
 * @param root - the folder, made when it does not exist; files of the same names are replaced
 * @returns the samples with the paths of their files as ids
 * @throws PneumoError `DISK_FULL`, `NOT_WRITABLE`
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const phantom = generatePhantom({ seed: 1, patients: 10, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * const samples = await writeFolder(phantom.samples.slice(0, 1), phantom, root);
 * samples[0]!.id.endsWith('/phantom_p0001_f1.png'); // true
 * ```
 */
export async function writeFolder(
  samples: readonly Sample[],
  source: PixelSource,
  root: string,
): Promise<Sample[]> {
  const written: Sample[] = [];
  for (const sample of samples) {
    const name = `${sample.id.replaceAll('/', '_').replace(/\.[a-z]+$/i, '')}.png`;
    const id = [...(sample.split ? [sample.split] : []), sample.label ?? 'UNLABELLED', name].join('/');
    const path = join(root, id);
    await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
      throw writeError(cause, path);
    });
    await writeFileAtomic(path, await encodePng(source.get(sample.id)));
    written.push({ ...sample, id });
  }
  return written;
}
