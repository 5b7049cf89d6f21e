import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PneumoError, checkInteger, isPneumoError } from '@pneumo/core';
import { type HubFile, askHub, checkHubAddress, fileUrl, hubHeaders } from './askHub.ts';
import { type CachePlaces, cachePlaces, findInCache, findWithoutHub, isWhole } from './hubCache.ts';

/** Options of {@link downloadFromHub}. */
export interface DownloadOptions {
  /** Folder of the cache; made when it is not there. */
  cache: string;
  /** Branch, tag or commit, `'main'` by default. */
  revision?: string;
  /** The hub, `'https://huggingface.co'` by default. */
  endpoint?: string;
  /** Proves who asks, for repositories that are not open to all; goes to the hub alone. */
  token?: string;
  /** How often a broken transfer is taken up again, 3 by default. */
  retries?: number;
  /** Called with the bytes that are there and those that there will be. */
  onProgress?: (progress: { loaded: number; total: number }) => void;
  /** Stops the transfer; what came stays for the next time. */
  signal?: AbortSignal;
}

/**
 * Gets a file of a model hub (Hugging Face's interface): once, resumed where a transfer broke, checked
 * against the hub's own SHA-256 (Git's SHA-1 for small files), and from the cache when the hub is away.
 *
 * Where there is no network, the file can be put by hand at `OWNER--NAME/by-hand/REVISION/FILE` in the cache; the error
 * names the whole path and the address. It must have the checksum that the hub told last, if it told one.
 *
 * @param repository - such as `'timm/resnet50.a1_in1k'`
 * @param file - path of the file in it, such as `'model.safetensors'`
 * @param options - where the cache is, which revision
 * @returns path of the file in the cache; do not change it
 * @throws PneumoError `INVALID_ARGUMENT`; `DOWNLOAD_FAILED` saying what to download by hand and where to put it, when the
 * hub is away or busy; `NO_HUB_ACCESS` when it wants a token; `NOT_ON_HUB`; `CHECKSUM_MISMATCH`, after which nothing of
 * a transfer is kept
 *
 * @example
 * ```ts
 * await downloadFromHub('../x', 'y', { cache: 'z' }).catch((error) => error.code); // 'INVALID_ARGUMENT'
 * ```
 */
export async function downloadFromHub(
  repository: string,
  file: string,
  options: DownloadOptions,
): Promise<string> {
  const { cache, revision = 'main', endpoint = 'https://huggingface.co', retries = 3 } = options;
  checkHubAddress(repository, file, revision);
  checkInteger('retries', retries, { min: 0, max: 100 });
  const places = cachePlaces(cache, repository, file, revision);
  const url = fileUrl(endpoint, repository, file, revision);
  let known: HubFile;
  try {
    known = await askHub(url, options);
  } catch (error) {
    if (!isPneumoError(error) || error.code === 'NOT_ON_HUB') throw error;
    const found = await findWithoutHub(places);
    if (found !== undefined) return found;
    throw new PneumoError(
      error.code,
      `${error.message} The file is not in the cache. ${byHand(url, places)}`,
      { cause: error.cause ?? error, details: { ...error.details, path: places.byHand } },
    );
  }
  const path =
    (await findInCache(places, known.hash)) ?? (await transfer(url, places, known, retries, options));
  await mkdir(dirname(places.reference), { recursive: true });
  await writeFile(places.reference, known.hash);
  return path;
}

/** What to do where the hub is out of reach. */
function byHand(url: string, places: CachePlaces): string {
  return `To get it by hand, download ${url} where there is a network and put it at ${places.byHand}.`;
}

async function transfer(
  url: string,
  places: CachePlaces,
  known: HubFile,
  retries: number,
  options: DownloadOptions,
): Promise<string> {
  const path = places.blob(known.hash);
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  for (let attempt = 0; ; attempt++) {
    try {
      await takeUp(url, part, known, options);
      break;
    } catch (cause) {
      options.signal?.throwIfAborted();
      if (isPneumoError(cause) || attempt < retries) {
        if (isPneumoError(cause)) throw cause;
        continue;
      }
      throw new PneumoError(
        'DOWNLOAD_FAILED',
        `The transfer of ${url} broke ${attempt + 1} times (${(cause as Error).message}). Try again, it goes on where it ` +
          `stopped. ${byHand(url, places)}`,
        { cause, details: { url, path: places.byHand } },
      );
    }
  }
  if (!(await isWhole(part, known.hash))) {
    await rm(part, { force: true });
    throw new PneumoError(
      'CHECKSUM_MISMATCH',
      `What came from ${url} has another checksum than the hub says (${known.hash}); it was deleted. Try again.`,
      { details: { url, expected: known.hash } },
    );
  }
  await rename(part, path);
  return path;
}

async function takeUp(url: string, part: string, known: HubFile, options: DownloadOptions): Promise<void> {
  let loaded = await stat(part).then(
    ({ size }) => size,
    () => 0,
  );
  if (loaded > known.size) loaded = 0;
  if (loaded === known.size && loaded > 0) return;
  const headers = { ...hubHeaders(options), ...(loaded > 0 && { range: `bytes=${loaded}-` }) };
  const response = await fetch(url, { headers, ...(options.signal && { signal: options.signal }) });
  if (!response.ok || response.body === null) throw new Error(`the hub answered ${response.status}`);
  const resumed =
    response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${loaded}-`) === true;
  if (!resumed) loaded = 0;
  const out = await open(part, resumed ? 'a' : 'w');
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      loaded += chunk.length;
      if (loaded > known.size) throw new Error(`more than the promised ${known.size} bytes came`);
      await out.writeFile(chunk);
      options.onProgress?.({ loaded, total: known.size });
    }
    await out.sync();
  } finally {
    await out.close();
  }
  if (loaded < known.size) throw new Error(`the transfer ended at ${loaded} of ${known.size} bytes`);
}
