import { readFileSync } from 'node:fs';

/** A spec that may fail, and why. */
export interface Exception {
  /** Text that the spec's full name contains. */
  readonly name: string;
  /** Why the backend is right to fail it, or cannot pass it. */
  readonly reason: string;
}

/** The one list of exceptions; it may only shrink. */
export function readExceptions(): Exception[] {
  return JSON.parse(readFileSync(new URL('../exceptions.json', import.meta.url), 'utf8')) as Exception[];
}
