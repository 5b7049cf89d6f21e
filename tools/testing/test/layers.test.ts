import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// The layers of the house, left to right (README, "Structure"): a package may import only from
// layers before its own. Lint checks the same; this test needs no project graph.
const LAYERS: readonly (readonly string[])[] = [
  ['core'],
  ['metrics', 'augment'],
  ['data', 'losses', 'models', 'tfjs-backend-onnx'],
  ['engine', 'gradcam', 'training'],
  ['report'],
];

const root = fileURLToPath(new URL('../../..', import.meta.url));
const layerOf = new Map(LAYERS.flatMap((names, layer) => names.map((name) => [name, layer] as const)));
const libs = readdirSync(join(root, 'libs'));

function sources(lib: string): { file: string; text: string }[] {
  return readdirSync(join(root, 'libs', lib, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}

const imported = (text: string): string[] =>
  [
    ...text.matchAll(
      /(?:^\s*(?:import|export)\b[^'"]*?from\s*|^\s*import\s*|\bimport\()\s*['"]([^'"]+)['"]/gm,
    ),
  ].map((match) => match[1]!);

describe('the layers', () => {
  it('name every library', () => {
    expect([...layerOf.keys()].sort()).toEqual([...libs].sort());
  });

  it.each(libs)('let %s depend only on packages left of it', (lib) => {
    const manifest = JSON.parse(readFileSync(join(root, 'libs', lib, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string> | undefined
    >;
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    for (const name of declared.filter((entry) => entry.startsWith('@pneumo/'))) {
      expect(layerOf.get(name.slice('@pneumo/'.length)), `${lib} depends on ${name}`).toBeLessThan(
        layerOf.get(lib)!,
      );
    }
    // `tsc -b` builds a package after those it references: all that it depends on to compile.
    const references = (
      JSON.parse(readFileSync(join(root, 'libs', lib, 'tsconfig.build.json'), 'utf8')) as {
        references: { path: string }[];
      }
    ).references;
    const needed = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@pneumo/'));
    expect(references.map(({ path }) => path).sort()).toEqual(
      needed.map((name) => `../../libs/${name.slice('@pneumo/'.length)}/tsconfig.build.json`).sort(),
    );
    for (const { file, text } of sources(lib)) {
      for (const specifier of imported(text)) {
        const where = `${file.slice(root.length)} imports ${specifier}`;
        if (specifier.startsWith('.')) {
          expect(join(file, '..', specifier).startsWith(join(root, 'libs', lib, 'src')), where).toBe(true);
        } else if (!specifier.startsWith('node:')) {
          const name = specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/');
          expect([...declared, `@pneumo/${lib}`], where).toContain(name);
        } else {
          expect(file.includes('/src/node/'), `${where} outside its /node entry`).toBe(true);
        }
      }
    }
  });
});
