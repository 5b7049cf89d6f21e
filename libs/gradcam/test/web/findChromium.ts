import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine: PNEUMO_CHROMIUM, or one of the usual places; undefined where there is none. */
export function findChromium(): string | undefined {
  return [process.env['PNEUMO_CHROMIUM'], ...PLACES].find((path) => path !== undefined && existsSync(path));
}
