import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadFromHub } from '@pneumo/models/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const body = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 3));
const sha256 = createHash('sha256').update(body).digest('hex');
const small = Buffer.from('{"a": 1}');
const blobSha = createHash('sha1').update(`blob ${small.length}\0`).update(small).digest('hex');

let server: Server;
let endpoint: string;
let cache: string;
let requests: string[];
/** Bytes after which the transfer is cut, one for each request. */
let cuts: number[];
let served: Buffer;
let ranges: boolean;

/** Answers as the hub does: the checksum at HEAD, a redirect to where the bytes lie, ranges there. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  requests.push(`${request.method} ${request.url} ${request.headers.range ?? ''}`.trim());
  if (request.url === '/timm/net/resolve/main/model.safetensors') {
    response.writeHead(302, {
      location: '/cdn/bytes',
      'x-linked-etag': `"${sha256}"`,
      'x-linked-size': body.length,
    });
    response.end();
  } else if (request.url === '/timm/net/resolve/main/config.json') {
    response.writeHead(200, { etag: `"${blobSha}"`, 'content-length': small.length });
    response.end(request.method === 'HEAD' ? undefined : small);
  } else if (request.url === '/timm/net/resolve/main/odd.bin') {
    response.writeHead(200, { etag: '"../../etc"', 'content-length': 3 }).end();
  } else if (request.url === '/cdn/bytes') {
    const start = ranges ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    const cut = cuts.shift();
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': served.length - start,
      ...(start > 0 && { 'content-range': `bytes ${start}-${served.length - 1}/${served.length}` }),
    });
    if (cut === undefined) response.end(served.subarray(start));
    else response.write(served.subarray(start, start + cut), () => setTimeout(() => response.destroy(), 20));
  } else response.writeHead(404).end();
}

beforeEach(async () => {
  [requests, cuts, served, ranges] = [[], [], body, true];
  cache = await mkdtemp(join(tmpdir(), 'pneumo-hub-'));
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

const stop = (): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

afterEach(async () => {
  await stop();
  await rm(cache, { recursive: true, force: true });
});

const get = (file = 'model.safetensors', retries = 3): Promise<string> =>
  downloadFromHub('timm/net', file, { cache, endpoint, retries });

describe('downloadFromHub', () => {
  it('gets a file once, and from the cache afterwards, also when the hub is away', async () => {
    const seen: number[] = [];
    const path = await downloadFromHub('timm/net', 'model.safetensors', {
      cache,
      endpoint,
      onProgress: ({ loaded, total }) => seen.push(loaded / total),
    });
    expect((await readFile(path)).equals(body)).toBe(true);
    expect(seen.at(-1)).toBe(1);
    expect(await get()).toBe(path);
    expect(requests.filter((request) => request.includes('/cdn'))).toHaveLength(1);
    await stop();
    expect(await get()).toBe(path);
  });

  it('takes a broken transfer up where it stopped', async () => {
    cuts = [100_000, 50_000];
    const path = await get();
    expect((await readFile(path)).equals(body)).toBe(true);
    expect(requests.filter((request) => request.includes('/cdn'))).toEqual([
      'GET /cdn/bytes',
      expect.stringMatching(/^GET \/cdn\/bytes bytes=\d+-$/),
      expect.stringMatching(/^GET \/cdn\/bytes bytes=\d+-$/),
    ]);
  });

  it('keeps what came for the next call, and begins again where the server knows no ranges', async () => {
    cuts = [100_000];
    await expect(get('model.safetensors', 0)).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringMatching(/put it to .*model\.safetensors/) as string,
    });
    ranges = false;
    expect((await readFile(await get())).equals(body)).toBe(true);
  });

  it("refuses bytes that do not have the hub's checksum, and keeps nothing of them", async () => {
    served = Buffer.from(body);
    served[1000]! ^= 1;
    await expect(get()).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    served = body;
    expect((await readFile(await get())).equals(body)).toBe(true);
  });

  it('stops at more bytes than were promised', async () => {
    served = Buffer.concat([body, body]);
    await expect(get('model.safetensors', 0)).rejects.toThrow(/more than the promised 300000 bytes/);
  });

  it("checks small files by Git's SHA-1, and finds a cached file that was changed", async () => {
    const path = await get('config.json');
    expect(await readFile(path, 'utf8')).toBe('{"a": 1}');
    await writeFile(path, '{"a": 2}');
    expect(await readFile(await get('config.json'), 'utf8')).toBe('{"a": 1}');
  });

  it('says what is not there, what is away, and refuses addresses and checksums that lead elsewhere', async () => {
    await expect(get('other.bin')).rejects.toMatchObject({ code: 'NOT_ON_HUB' });
    await expect(get('odd.bin')).rejects.toThrow(/no checksum and size/);
    await expect(get('../up.bin')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await stop();
    await expect(get()).rejects.toThrow(/Download http.*model\.safetensors by hand/);
    expect(await readdir(cache)).toEqual([]);
  });
});
