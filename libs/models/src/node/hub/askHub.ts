import { PneumoError } from '@pneumo/core';

/** What a hub says about a file. */
export interface HubFile {
  /** Its SHA-256, or Git's SHA-1 for a file that Git itself keeps; hexadecimal. */
  hash: string;
  /** Its bytes. */
  size: number;
}

/** What a request to a hub is sent with. */
export interface HubAccess {
  /** Proves who asks. */
  token?: string | undefined;
  /** Stops the request. */
  signal?: AbortSignal | undefined;
}

const LARGEST = 16 * 2 ** 30;
const MOST_REDIRECTS = 10;

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

/** What stands in the head of every request. Bytes are asked for as they are: sizes and checksums are of those. */
export function hubHeaders({ token }: HubAccess): Record<string, string> {
  return { 'accept-encoding': 'identity', ...(token && { authorization: `Bearer ${token}` }) };
}

/** Asks a hub for a file's checksum and size, without following it to where its bytes lie. */
export async function askHub(url: string, access: HubAccess): Promise<HubFile> {
  const { status, headers } = await head(url, access);
  if (status >= 400) throw refusal(url, status, access.token !== undefined);
  const linked = (name: string): string => headers.get(`x-linked-${name}`) ?? '';
  // What else stands in the head of a redirect is of the redirect itself.
  const own = (name: string): string => (status >= 300 ? '' : (headers.get(name) ?? ''));
  const hash = (linked('etag') || own('etag')).replace(/^W\//, '').replaceAll('"', '');
  const size = Number(linked('size') || own('content-length') || NaN);
  if (
    !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(hash) ||
    !Number.isSafeInteger(size) ||
    size < 0 ||
    size > LARGEST
  ) {
    const elsewhere = headers.get('location');
    throw new PneumoError(
      'DOWNLOAD_FAILED',
      `The hub tells no checksum and size of ${url} that can be used ('${hash}', ${size} bytes)` +
        `${elsewhere === null ? '' : ` and sends to ${elsewhere}`}; expected a SHA-256 and at most 16 GB. ` +
        'Look whether the endpoint is that of a hub.',
      { details: { url, hash, size } },
    );
  }
  return { hash, size };
}

/**
 * The head of a file. Redirects within the hub are followed (a repository that was renamed, small files that the hub
 * keeps elsewhere), up to the first that tells a checksum or leads to another server.
 */
async function head(url: string, access: HubAccess): Promise<Response> {
  let at = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await ask(at, access);
    const location =
      response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null || response.headers.has('x-linked-etag')) return response;
    const next = URL.parse(location, at);
    if (next?.origin !== new URL(at).origin) return response;
    at = next.href;
  }
  throw new PneumoError(
    'DOWNLOAD_FAILED',
    `The hub redirects ${url} more than ${MOST_REDIRECTS} times, last to ${at}. Look whether the endpoint is that of a hub.`,
    { details: { url } },
  );
}

async function ask(url: string, access: HubAccess): Promise<Response> {
  const { signal } = access;
  try {
    return await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      headers: hubHeaders(access),
      ...(signal && { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new PneumoError('DOWNLOAD_FAILED', `The hub ${new URL(url).origin} cannot be reached.`, {
      cause,
      details: { url },
    });
  }
}

function refusal(url: string, status: number, hasToken: boolean): PneumoError {
  const answer = `The hub answers ${status} to ${url}.`;
  const details = { url, status };
  // The hub says 401 of a repository that is not there, too, lest it tell which closed ones there are.
  if (status === 401 || status === 403) {
    const why = hasToken ? 'the token that was given has no access to it' : 'access to it needs a token';
    return new PneumoError(
      'NO_HUB_ACCESS',
      `${answer} There is no such repository, or ${why}. Look whether its name is right; ask for access on its page, and give a token that has it.`,
      { details },
    );
  }
  if (status === 408 || status === 429 || status >= 500)
    return new PneumoError('DOWNLOAD_FAILED', `${answer} It is busy or away; try again later.`, { details });
  return new PneumoError(
    'NOT_ON_HUB',
    `${answer} Look whether repository, file and revision are right and open to all.`,
    { details },
  );
}
