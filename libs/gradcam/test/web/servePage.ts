import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  mjs: 'text/javascript',
  wasm: 'application/wasm',
  html: 'text/html',
  json: 'application/json',
  bin: 'application/octet-stream',
};
const ORT = fileURLToPath(new URL('.', import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')));

/**
 * Serves a script, a page around it, onnxruntime-web's files and a folder of models, isolated so that WebAssembly may
 * have threads.
 */
export async function servePage(
  script: Uint8Array,
  models: string,
): Promise<{ origin: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    void answer(request.url ?? '/', script, models).then(({ status, type, body }) => {
      response.writeHead(status, {
        'content-type': type,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

async function answer(
  url: string,
  script: Uint8Array,
  models: string,
): Promise<{ status: number; type: string; body: string | Uint8Array }> {
  if (url === '/')
    return {
      status: 200,
      type: TYPES['html']!,
      body: '<!doctype html><script type="module" src="/page.js"></script>',
    };
  if (url === '/page.js') return { status: 200, type: TYPES['js']!, body: script };
  const [, folder, file] = /^\/(ort|models)\/((?:\w+\/)?[\w-][\w.-]*)$/.exec(url) ?? [];
  if (file === undefined) return { status: 404, type: 'text/plain', body: 'not found' };
  return {
    status: 200,
    type: TYPES[file.split('.').at(-1)!] ?? 'text/plain',
    body: await readFile(join(folder === 'ort' ? ORT : models, file)),
  };
}
