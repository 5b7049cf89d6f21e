import type { Sample } from '../sample.ts';
import type { BadFile } from '../sources/imageSource.ts';
import { badFilesError, type OnBadFile } from './badFiles.ts';
import { unreadable } from './hashFiles.ts';
import { mapConcurrently } from './mapConcurrently.ts';

/** How {@link eachImage} goes about it. */
export interface EachImageOptions {
  /** Images at once. */
  concurrency: number;
  /** What to do with files that cannot be used; `throw` by default. */
  onBadFile?: OnBadFile;
  /** Ends the work: the signal's reason is thrown. */
  signal?: AbortSignal;
  /** Called after each image. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

/**
 * Does something with every image, a few at a time; files that cannot be used are refused together, or left out.
 *
 * @param samples - the images
 * @param action - what is done; a failure is the file's
 * @param options - how many at once, what to do with bad files
 * @returns the results in the order of the samples, and the files that were left out
 * @throws PneumoError `BAD_FILES` naming the files that cannot be used
 */
export async function eachImage<T>(
  samples: readonly Sample[],
  action: (sample: Sample) => Promise<T>,
  { concurrency, onBadFile = 'throw', signal, onProgress }: EachImageOptions,
): Promise<{ results: T[]; skipped: BadFile[] }> {
  let done = 0;
  const skipped: BadFile[] = [];
  const outcomes = await mapConcurrently(
    samples,
    concurrency,
    async (sample): Promise<{ result: T } | { bad: BadFile }> => {
      const outcome = await action(sample).then(
        (result) => ({ result }),
        (error: unknown) => ({ bad: { file: sample.id, reason: unreadable(error) } }),
      );
      onProgress?.({ done: ++done, total: samples.length });
      return outcome;
    },
    signal,
  );
  const results: T[] = [];
  for (const outcome of outcomes) {
    if ('bad' in outcome) skipped.push(outcome.bad);
    else results.push(outcome.result);
  }
  if (skipped.length > 0 && onBadFile === 'throw') throw badFilesError(skipped, samples.length);
  return { results, skipped };
}
