import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import type { AuditRow } from '../auditSamples.ts';
import type { Sample } from '../sample.ts';
import type { BadFile, ImageSource } from '../sources/imageSource.ts';
import type { OnBadFile } from './badFiles.ts';
import { eachImage } from './eachImage.ts';
import { fileForm } from './imageForm.ts';

/** What {@link inspectImages} takes beside the samples. */
export interface InspectImagesOptions {
  /** The folder from which the samples' ids are paths. Either this or `source`. */
  root?: string;
  /** Where the images come from, when it is no folder: what {@link openSource} gave. */
  source?: Pick<ImageSource, 'read' | 'form'>;
  /** What to do with files whose header cannot be read; `throw` by default. */
  onBadFile?: OnBadFile;
  /** Ends the reading: the signal's reason is thrown. */
  signal?: AbortSignal;
  /** Called after each file. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

/** What {@link inspectImages} found. */
export interface InspectedImages {
  /** The form of each file that could be read, for `auditSamples` of `@pneumo/data`. */
  rows: AuditRow[];
  /** The others, where they were asked to be skipped. */
  skipped: BadFile[];
}

/** Headers are read while others wait for the disk. */
const READERS = 8;

/**
 * Reads the form of image files from their headers, without decoding them.
 *
 * @param samples - the samples
 * @param options - the root, what to do with bad files
 * @returns width, height, channels and size of each file
 * @throws PneumoError `BAD_FILES` naming the files that are no images
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * const samples = await writeFolder(films.samples, films, root);
 * const { rows } = await inspectImages(samples, { root });
 * auditSamples(rows).width; // { min: 32, median: 32, max: 32 }
 * ```
 */
export async function inspectImages(
  samples: readonly Sample[],
  options: InspectImagesOptions,
): Promise<InspectedImages> {
  const { root, source } = options;
  if ((root === undefined) === (source === undefined))
    throw new PneumoError('INVALID_ARGUMENT', 'Either root or source is expected, and not both.');
  const { results, skipped } = await eachImage(samples, (sample) => inspect(sample, options), {
    ...options,
    concurrency: READERS,
  });
  return { rows: results, skipped };
}

async function inspect(sample: Sample, { root, source }: InspectImagesOptions): Promise<AuditRow> {
  const { id } = sample;
  if (source) {
    const bytes = await source.read(id);
    return { sample, ...(await source.form(id, bytes)), bytes: bytes.length };
  }
  const path = join(root!, id);
  return { sample, ...(await fileForm(path, id)), bytes: (await stat(path)).size };
}
