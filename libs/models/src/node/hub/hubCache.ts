import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';

/** Where a file of a hub lies in the cache. */
export interface CachePlaces {
  /** What came from the hub, by its checksum. */
  blob(hash: string): string;
  /** Holds the checksum that the hub told last. */
  reference: string;
  /** Where someone puts the file where the hub is out of reach. */
  byHand: string;
}

/** The places of a file in a cache. */
export function cachePlaces(cache: string, repository: string, file: string, revision: string): CachePlaces {
  const home = join(cache, repository.replace('/', '--'));
  return {
    blob: (hash) => join(home, 'blobs', hash, file),
    reference: join(home, 'refs', revision, `${file}.sha`),
    byHand: join(home, 'by-hand', revision, file),
  };
}

/** The place where a file with this checksum lies; undefined where there is none. */
export async function findInCache(places: CachePlaces, hash: string): Promise<string | undefined> {
  for (const path of [places.blob(hash), places.byHand]) if (await isWhole(path, hash)) return path;
  return undefined;
}

/**
 * The place of a file when the hub does not answer: what came last, or what was put there by hand, which must have
 * the checksum that the hub told last, if it ever told one.
 *
 * @throws PneumoError `CHECKSUM_MISMATCH` for a file put there by hand that has another
 */
export async function findWithoutHub(places: CachePlaces): Promise<string | undefined> {
  const { reference, byHand } = places;
  const hash = await readFile(reference, 'utf8').catch(() => '');
  const found = hash === '' ? undefined : await findInCache(places, hash);
  if (found !== undefined || (await sizeOf(byHand)) === undefined) return found;
  if (hash === '') return byHand;
  throw new PneumoError(
    'CHECKSUM_MISMATCH',
    `${byHand} has another checksum than the hub told last (${hash}). Put the file there again; if the hub has a newer ` +
      `one, remove ${reference}.`,
    { details: { path: byHand, expected: hash } },
  );
}

/** Whether a file has a SHA-256, or, for 40 digits, Git's SHA-1 of a blob. */
export async function isWhole(path: string, hash: string): Promise<boolean> {
  const size = await sizeOf(path);
  if (size === undefined) return false;
  const digest = createHash(hash.length === 64 ? 'sha256' : 'sha1');
  if (hash.length === 40) digest.update(`blob ${size}\0`);
  for await (const chunk of createReadStream(path)) digest.update(chunk as Uint8Array);
  return digest.digest('hex') === hash;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
}
