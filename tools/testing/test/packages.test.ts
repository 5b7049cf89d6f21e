import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const libs = readdirSync(join(root, 'libs'));

describe.each(libs)('the package of %s', (lib) => {
  const folder = join(root, 'libs', lib);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

  it('is one that Node and bundlers understand (publint, strict)', async () => {
    expect(existsSync(join(folder, 'dist/index.js')), 'run npm run build first').toBe(true);
    const { messages } = await publint({ pkgDir: folder, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  it('says licence, engines, files and what it exports', () => {
    expect(manifest).toMatchObject({
      license: 'MIT',
      type: 'module',
      engines: { node: '^20.20 || ^22.18 || ^24 || >=26' },
      files: ['dist', 'src', '!**/*.tsbuildinfo'],
    });
    for (const [name, target] of Object.entries(
      manifest.exports as Record<string, string | Record<string, string>>,
    )) {
      if (typeof target === 'string') continue;
      expect(Object.keys(target), name).toEqual(['@pneumo/source', 'types', 'default']);
      for (const file of Object.values(target)) expect(existsSync(join(folder, file)), file).toBe(true);
    }
  });

  it('depends on what is a peer only as a peer, so that there is one copy of TensorFlow.js', () => {
    for (const name of ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']) {
      expect(manifest.dependencies?.[name]).toBeUndefined();
    }
  });
});
