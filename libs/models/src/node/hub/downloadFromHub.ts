import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PneumoError, checkInteger, isPneumoError } from '@pneumo/core';
import { type HubFile, askHub, checkHubAddress, fileUrl } from './askHub.ts';

/** Options of {@link downloadFromHub}. */
export interface DownloadOptions {
  /** Folder of the cache; made when it is not there. */
  cache: string;
  /** Branch, tag or commit, `'main'` by default. */
  revision?: string;
  /** The hub, `'https://huggingface.co'` by default. */
  endpoint?: string;
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
 * @param repository - such as `'timm/resnet50.a1_in1k'`
 * @param file - path of the file in it, such as `'model.safetensors'`
 * @param options - where the cache is, which revision
 * @returns path of the file in the cache; do not change it
 * @throws PneumoError `INVALID_ARGUMENT`; `DOWNLOAD_FAILED` saying what to download by hand and where to put it;
 * `NOT_ON_HUB`; `CHECKSUM_MISMATCH`, after which nothing is kept
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
  const { cache, revision = 'main', endpoint = 'https://huggingface.co', retries = 3, signal } = options;
  checkHubAddress(repository, file, revision);
  checkInteger('retries', retries, { min: 0, max: 100 });
  const home = join(cache, repository.replace('/', '--'));
  const reference = join(home, 'refs', revision, `${file}.sha`);
  const url = fileUrl(endpoint, repository, file, revision);
  const target = (hash: string): string => join(home, 'blobs', hash, file);
  let known: HubFile;
  try {
    known = await askHub(url, signal);
  } catch (error) {
    const hash = await readFile(reference, 'utf8').catch(() => '');
    if (isPneumoError(error, 'NOT_ON_HUB') || hash === '' || !(await isWhole(target(hash), hash)))
      throw error;
    return target(hash);
  }
  const path = target(known.hash);
  if (!(await isWhole(path, known.hash))) await transfer(url, path, known, retries, options);
  await mkdir(dirname(reference), { recursive: true });
  await writeFile(reference, known.hash);
  return path;
}

async function transfer(
  url: string,
  path: string,
  known: HubFile,
  retries: number,
  options: DownloadOptions,
): Promise<void> {
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
          `stopped; or download the file by hand and put it to ${path}.`,
        { cause, details: { url, path } },
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
}

async function takeUp(url: string, part: string, known: HubFile, options: DownloadOptions): Promise<void> {
  let loaded = await stat(part).then(
    ({ size }) => size,
    () => 0,
  );
  if (loaded > known.size) loaded = 0;
  if (loaded === known.size && loaded > 0) return;
  const headers: Record<string, string> = loaded > 0 ? { range: `bytes=${loaded}-` } : {};
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

/** Whether a file has a SHA-256, or, for 40 digits, Git's SHA-1 of a blob. */
async function isWhole(path: string, hash: string): Promise<boolean> {
  const size = await stat(path).then(
    (found) => found.size,
    () => -1,
  );
  if (size < 0) return false;
  const digest = createHash(hash.length === 64 ? 'sha256' : 'sha1');
  if (hash.length === 40) digest.update(`blob ${size}\0`);
  for await (const chunk of createReadStream(path)) digest.update(chunk as Uint8Array);
  return digest.digest('hex') === hash;
}
