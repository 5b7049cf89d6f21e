import { createHash } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A hub on this machine, and the server that its large files lie on. */
export interface HubTestServer {
  /** The hub's address. */
  endpoint: string;
  /** What was asked: method, path and range. */
  requests: string[];
  /** Bytes after which a transfer is cut, one for each request. */
  cuts: number[];
  /** What the server of large files gives for the large file. */
  served: Buffer;
  /** Whether that server knows ranges. */
  ranges: boolean;
  /** The status that the hub answers everything with, when it is in trouble. */
  trouble: number | undefined;
  /** Ends both. */
  stop(): Promise<void>;
}

/** The token that opens the closed repository of a {@link HubTestServer}. */
export const HUB_TOKEN = 'hf_right';

const small = Buffer.from('{"a": 1}'.padEnd(200));

/**
 * Starts servers that answer as Hugging Face does. The repository `timm/net` holds a large file, `model.safetensors`,
 * whose checksum stands in the redirect to another server, and a small one, `config.json`, kept by Git, which the hub
 * redirects to a path of its own and compresses unless asked not to. `timm/old-net` was renamed to `timm/net`, which
 * the hub says by a relative redirect and a mirror by one with its own address (`timm/mirrored`). `timm/closed` needs a
 * token; of what is not there the hub says 401 without a token, 404 with one.
 */
export async function startHubServer(large: Buffer): Promise<HubTestServer> {
  const sha256 = createHash('sha256').update(large).digest('hex');
  const blobSha = createHash('sha1').update(`blob ${small.length}\0`).update(small).digest('hex');
  const hub: HubTestServer = {
    endpoint: '',
    requests: [],
    cuts: [],
    served: large,
    ranges: true,
    trouble: undefined,
    stop: async () => void (await Promise.all([main, cdn].map(close))),
  };
  const cdn = createServer(answerBytes);
  const main = createServer(answer);
  const bytesAt = await listen(cdn);
  hub.endpoint = await listen(main);
  return hub;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    note(request);
    const [, owner, name, , revision, ...path] = request.url!.split('/');
    const file = path.join('/');
    const token = request.headers.authorization;
    if (hub.trouble !== undefined) response.writeHead(hub.trouble).end();
    else if (request.url!.startsWith('/api/resolve-cache/')) answerSmall(request, response);
    else if (`${owner}/${name}` === 'timm/old-net' || `${owner}/${name}` === 'timm/mirrored') {
      const host = name === 'mirrored' ? hub.endpoint : '';
      redirect(response, `${host}/timm/net/resolve/${revision}/${file}`);
    } else if (name === 'circle') redirect(response, request.url!);
    else if (name === 'elsewhere') redirect(response, `${bytesAt}/timm/net/resolve/${revision}/${file}`);
    else if (name === 'closed' && token !== `Bearer ${HUB_TOKEN}`)
      response.writeHead(token === undefined ? 401 : 403).end();
    else if (name === 'none') response.writeHead(token === undefined ? 401 : 404).end();
    else if (file === 'model.safetensors' || file === 'large.bin')
      redirect(response, `${bytesAt}/bytes?signed=yes`, {
        'x-linked-etag': `"${sha256}"`,
        'x-linked-size': large.length,
      });
    else if (file === 'config.json')
      redirect(response, `/api/resolve-cache/models/${owner}/${name}/0123/${file}?etag=%22${blobSha}%22`);
    else if (file === 'odd.bin') response.writeHead(200, { etag: '"../../etc"', 'content-length': 3 }).end();
    else response.writeHead(404).end();
  }

  function note({ method, url, headers }: IncomingMessage): void {
    hub.requests.push(`${method} ${url} ${headers.range ?? ''}`.trim());
  }

  function redirect(response: ServerResponse, location: string, more: object = {}): void {
    const text = `Found. Redirecting to ${location}`;
    response.writeHead(302, {
      location,
      'content-length': text.length,
      etag: 'W/"of-the-redirect"',
      ...more,
    });
    response.end();
  }

  function answerSmall(request: IncomingMessage, response: ServerResponse): void {
    const plain = request.headers['accept-encoding'] === 'identity';
    const bytes = plain ? small : gzipSync(small);
    response.writeHead(200, {
      etag: plain ? `"${blobSha}"` : `W/"${blobSha}"`,
      'content-length': bytes.length,
      ...(!plain && { 'content-encoding': 'gzip' }),
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  /** As storage with signed addresses does, which takes no other proof beside the signature. */
  function answerBytes(request: IncomingMessage, response: ServerResponse): void {
    note(request);
    if (request.headers.authorization !== undefined) return void response.writeHead(400).end();
    const { served } = hub;
    const start = hub.ranges ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    const cut = hub.cuts.shift();
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': served.length - start,
      ...(start > 0 && { 'content-range': `bytes ${start}-${served.length - 1}/${served.length}` }),
    });
    if (cut === undefined) response.end(served.subarray(start));
    else response.write(served.subarray(start, start + cut), () => setTimeout(() => response.destroy(), 20));
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
}
