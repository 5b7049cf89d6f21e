import { homedir } from 'node:os';
import { join } from 'node:path';
import { callerPath, type Context } from './context.ts';

/** The folder of pixel caches: PNEUMO_CACHE, else `pneumo` in the user's folder of caches. */
export function cacheFolder(context: Context): string {
  const { PNEUMO_CACHE, XDG_CACHE_HOME } = context.env;
  return PNEUMO_CACHE === undefined
    ? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pneumo')
    : callerPath(context, PNEUMO_CACHE);
}
