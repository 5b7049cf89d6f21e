import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HUB_TOKEN, type HubTestServer, startHubServer } from '@pneumo/testing';
import { type DownloadOptions, downloadFromHub } from '@pneumo/models/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const body = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 3));

let hub: HubTestServer;
let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'pneumo-hub-'));
  hub = await startHubServer(body);
});

afterEach(async () => {
  await hub.stop();
  await rm(cache, { recursive: true, force: true });
});

const get = (file = 'model.safetensors', more: Partial<DownloadOptions> = {}, repository = 'timm/net') =>
  downloadFromHub(repository, file, { cache, endpoint: hub.endpoint, ...more });
const transfers = (): string[] => hub.requests.filter((request) => request.includes('/bytes'));

describe('downloadFromHub', () => {
  it('gets a file once, and from the cache afterwards, also when the hub is away', async () => {
    const seen: number[] = [];
    const path = await get('model.safetensors', {
      onProgress: ({ loaded, total }) => seen.push(loaded / total),
    });
    expect((await readFile(path)).equals(body)).toBe(true);
    expect(seen.at(-1)).toBe(1);
    expect(await get()).toBe(path);
    expect(transfers()).toHaveLength(1);
    await hub.stop();
    expect(await get()).toBe(path);
  });

  it('takes a broken transfer up where it stopped', async () => {
    hub.cuts = [100_000, 50_000];
    const path = await get();
    expect((await readFile(path)).equals(body)).toBe(true);
    const resumed = expect.stringMatching(/^GET \/bytes\?signed=yes bytes=\d+-$/) as string;
    expect(transfers()).toEqual(['GET /bytes?signed=yes', resumed, resumed]);
  });

  it('keeps what came for the next call, and begins again where the server knows no ranges', async () => {
    hub.cuts = [100_000];
    await expect(get('model.safetensors', { retries: 0 })).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringMatching(/put it at .*by-hand.main.model\.safetensors/) as string,
    });
    hub.ranges = false;
    expect((await readFile(await get())).equals(body)).toBe(true);
  });

  it("refuses bytes that do not have the hub's checksum, and keeps nothing of them", async () => {
    hub.served = Buffer.from(body);
    hub.served[1000]! ^= 1;
    await expect(get()).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    hub.served = body;
    expect((await readFile(await get())).equals(body)).toBe(true);
  });

  it('stops at more bytes than were promised', async () => {
    hub.served = Buffer.concat([body, body]);
    await expect(get('model.safetensors', { retries: 0 })).rejects.toThrow(
      /more than the promised 300000 bytes/,
    );
  });

  it('gets small files as they are, not compressed, and finds a cached one that was changed', async () => {
    const path = await get('config.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ a: 1 });
    await writeFile(path, '{"a": 2}'.padEnd(200));
    expect(JSON.parse(await readFile(await get('config.json'), 'utf8'))).toEqual({ a: 1 });
  });

  it.each(['timm/old-net', 'timm/mirrored'])('follows the hub to the new name of %s', async (name) => {
    expect((await readFile(await get('model.safetensors', {}, name))).equals(body)).toBe(true);
    expect(JSON.parse(await readFile(await get('config.json', {}, name), 'utf8'))).toEqual({ a: 1 });
  });

  it('follows no circle, and nobody to another server for a checksum', async () => {
    await expect(get('model.safetensors', {}, 'timm/circle')).rejects.toThrow(/more than 10 times/);
    await expect(get('model.safetensors', {}, 'timm/elsewhere')).rejects.toThrow(
      /no checksum and size of .* and sends to http:.*Look whether the endpoint/,
    );
    expect(hub.requests.filter((request) => request.startsWith('GET'))).toEqual([]);
  });

  it('serves the cache while the hub is busy, and says so where there is nothing in it', async () => {
    const path = await get();
    for (const status of [408, 429, 500, 503]) {
      hub.trouble = status;
      expect(await get()).toBe(path);
      await expect(get('config.json')).rejects.toMatchObject({
        code: 'DOWNLOAD_FAILED',
        message: expect.stringMatching(
          new RegExp(`answers ${status} .*busy or away.*To get it by hand, download http.*config\\.json`),
        ) as string,
      });
    }
    hub.trouble = 410;
    await expect(get()).rejects.toMatchObject({ code: 'NOT_ON_HUB' });
  });

  it('asks for a token where access needs one, and shows it to the hub alone', async () => {
    const closed = (token?: string) =>
      get('model.safetensors', token === undefined ? {} : { token }, 'timm/closed');
    await expect(closed()).rejects.toMatchObject({
      code: 'NO_HUB_ACCESS',
      message: expect.stringMatching(
        /answers 401 .*no such repository, or access to it needs a token/,
      ) as string,
    });
    await expect(closed('hf_wrong')).rejects.toMatchObject({
      code: 'NO_HUB_ACCESS',
      message: expect.stringMatching(/answers 403 .*the token that was given has no access/) as string,
    });
    const path = await closed(HUB_TOKEN);
    expect((await readFile(path)).equals(body)).toBe(true);
    expect(await closed()).toBe(path);
    await expect(get('a.bin', { token: HUB_TOKEN }, 'timm/none')).rejects.toMatchObject({
      code: 'NOT_ON_HUB',
    });
  });

  it('says what is not there, what is away, and refuses addresses and checksums that lead elsewhere', async () => {
    await expect(get('other.bin')).rejects.toMatchObject({ code: 'NOT_ON_HUB' });
    await expect(get('odd.bin')).rejects.toThrow(/no checksum and size/);
    await expect(get('../up.bin')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await hub.stop();
    await expect(get()).rejects.toThrow(
      /cannot be reached\. .* To get it by hand, download http.*model\.safetensors where/,
    );
    expect(await readdir(cache)).toEqual([]);
  });

  it('takes a file that was put by hand where the error says, and checks it where it can', async () => {
    const put = async (file: string, bytes: Uint8Array): Promise<string> => {
      const { path } = ((await get(file).catch((error: unknown) => error)) as { details: { path: string } })
        .details;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
      return path;
    };
    hub.trouble = 503;
    const path = await put('model.safetensors', body);
    expect(path).toBe(join(cache, 'timm--net', 'by-hand', 'main', 'model.safetensors'));
    expect(await get()).toBe(path);
    // The hub then says that it is the right one, and it need not be transferred.
    hub.trouble = undefined;
    expect(await get()).toBe(path);
    expect(transfers()).toEqual([]);
    hub.trouble = 503;
    await writeFile(path, body.subarray(1));
    await expect(get()).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
      message: expect.stringMatching(
        /by-hand.*another checksum than the hub told last.*remove .*\.sha/,
      ) as string,
    });
    hub.trouble = undefined;
    expect(await get()).not.toBe(path);
  });

  it('ends when it is stopped, whatever is in the cache', async () => {
    await get();
    await expect(get('model.safetensors', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
