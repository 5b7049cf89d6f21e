import { existsSync } from 'node:fs';
import { PneumoError } from '@pneumo/core';

/**
 * The file from which a thread starts, which is JavaScript: beside this file when built, in `dist` when running from source.
 *
 * @param path - from the folder of this file, ending in `.js`
 * @returns its address
 * @throws PneumoError `NOT_BUILT`
 */
export function workerEntry(path: string): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL(path, import.meta.url);
  const built = new URL(`../../dist/node/${path}`, import.meta.url);
  if (existsSync(built)) return built;
  throw new PneumoError(
    'NOT_BUILT',
    'Threads run built code and @pneumo/data has not been built; run `npx tsc -b libs/data/tsconfig.build.json`.',
  );
}
