import { PneumoError } from '@pneumo/core';

/** What a hub says about a file. */
export interface HubFile {
  /** Its SHA-256, or Git's SHA-1 for a file that Git itself keeps; hexadecimal. */
  hash: string;
  /** Its bytes. */
  size: number;
}

const LARGEST = 16 * 2 ** 30;

/** The address of a file on a hub. */
export function fileUrl(endpoint: string, repository: string, file: string, revision: string): string {
  return `${endpoint.replace(/\/+$/, '')}/${repository}/resolve/${encodeURIComponent(revision)}/${file}`;
}

/** Checks that names can be parts of paths and addresses and lead nowhere else. */
export function checkHubAddress(repository: string, file: string, revision: string): void {
  const word = /^(?!\.+$)[\w.-]+$/;
  const good =
    repository.split('/').length === 2 &&
    [...repository.split('/'), ...file.split('/'), revision].every((part) => word.test(part));
  if (good) return;
  throw new PneumoError(
    'INVALID_ARGUMENT',
    `The address is '${repository}', '${file}' at '${revision}'; expected owner/name, a path and a revision of letters, ` +
      'digits, dots, dashes and underlines.',
    { details: { repository, file, revision } },
  );
}

/** Asks a hub for a file's checksum and size, without following it to where its bytes lie. */
export async function askHub(url: string, signal: AbortSignal | undefined): Promise<HubFile> {
  let response: Response;
  try {
    response = await fetch(url, { method: 'HEAD', redirect: 'manual', ...(signal && { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new PneumoError(
      'DOWNLOAD_FAILED',
      `The hub cannot be reached and the file is not in the cache. Download ${url} by hand where there is a network, and ` +
        'load that file instead.',
      { cause, details: { url } },
    );
  }
  if (response.status >= 400) {
    throw new PneumoError(
      response.status < 500 ? 'NOT_ON_HUB' : 'DOWNLOAD_FAILED',
      `The hub answers ${response.status} to ${url}. Look whether repository, file and revision are right and open to all.`,
      { details: { url, status: response.status } },
    );
  }
  const get = (name: string): string => response.headers.get(name) ?? '';
  const hash = (get('x-linked-etag') || get('etag')).replace(/^W\//, '').replaceAll('"', '');
  const size = Number(get('x-linked-size') || get('content-length') || NaN);
  if (
    !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(hash) ||
    !Number.isSafeInteger(size) ||
    size < 0 ||
    size > LARGEST
  ) {
    throw new PneumoError(
      'DOWNLOAD_FAILED',
      `The hub tells no checksum and size of ${url} that can be used ('${hash}', ${size} bytes); expected a SHA-256 and at most 16 GB.`,
      { details: { url, hash, size } },
    );
  }
  return { hash, size };
}
