import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Example, readmeExamples, tsdocExamples } from './extractExamples.ts';
import { instrumentExample } from './instrumentExample.ts';

/**
 * Declares one test for every `ts` example in the README and the TSDoc of the package whose test
 * file calls it. An example of TSDoc may use everything that the package, its `/node` entry and
 * @pneumo/core export, and `tf`, without importing it; an example of the README imports what it uses.
 *
 * @param testUrl - `import.meta.url` of a file in the package's `test` folder
 */
export function describeExamples(testUrl: string): void {
  const folder = dirname(dirname(fileURLToPath(testUrl)));
  const name = (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string }).name;
  describe(`the examples of ${name}`, () => {
    for (const example of readmeExamples(folder)) {
      it(`${example.where} runs as it stands`, async () => run(folder, example, ''));
    }
    for (const example of tsdocExamples(folder)) {
      it(`${example.where} gives what it says`, async () => {
        await run(folder, example, await imports(folder, name, example.code));
      });
    }
  });
}

async function imports(folder: string, name: string, code: string): Promise<string> {
  const sources = [
    name,
    ...(existsSync(join(folder, 'src/node/index.ts')) ? [`${name}/node`] : []),
    '@pneumo/core',
  ];
  const lines: string[] = [];
  const known = new Set(
    [...code.matchAll(/import\s*\{([^}]*)\}/g)].flatMap((m) => m[1]!.split(',').map((s) => s.trim())),
  );
  for (const source of sources) {
    const names = Object.keys((await import(source)) as object).filter(
      (key) => !known.has(key) && new RegExp(`(?<!\\w|(?<!\\.\\.)\\.)${key}\\b`).test(code),
    );
    for (const key of names) known.add(key);
    if (names.length > 0) lines.push(`import { ${names.join(', ')} } from '${source}';`);
  }
  if (/\btf\./.test(code) && !/import \* as tf\b/.test(code)) {
    lines.push(`import * as tf from '@tensorflow/tfjs-core';`, `import '@tensorflow/tfjs-backend-cpu';`);
  }
  if (/\btfl\./.test(code) && !/import \* as tfl\b/.test(code))
    lines.push(`import * as tfl from '@tensorflow/tfjs-layers';`);
  return lines.join('\n');
}

async function run(folder: string, example: Example, prefix: string): Promise<void> {
  const code = `${prefix}\ndeclare const __check: any;\n${instrumentExample(example.code)}\nexport {};\n`;
  const target = join(
    folder,
    'test',
    '.examples',
    `${createHash('sha1')
      .update(example.where + code)
      .digest('hex')}.ts`,
  );
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
  (globalThis as Record<string, unknown>).__check = check;
  try {
    await import(target);
  } finally {
    rmSync(target, { force: true });
  }
}

function check(value: unknown, expected: unknown, tolerance: number, where: string): void {
  if (!close(value, expected, tolerance)) expect(value, where).toEqual(expected);
}

function close(value: unknown, expected: unknown, tolerance: number): boolean {
  if (typeof value === 'number' && typeof expected === 'number') {
    return (
      Object.is(value, expected) || Math.abs(value - expected) <= tolerance * Math.max(1, Math.abs(expected))
    );
  }
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const a = Array.from(value as ArrayLike<unknown>);
    const b = Array.from((expected ?? []) as ArrayLike<unknown>);
    return a.length === b.length && a.every((item, i) => close(item, b[i], tolerance));
  }
  if (value !== null && typeof value === 'object' && expected !== null && typeof expected === 'object') {
    const keys = Object.keys(expected);
    return (
      keys.length === Object.keys(value).length &&
      keys.every((key) =>
        close((value as Record<string, unknown>)[key], (expected as Record<string, unknown>)[key], tolerance),
      )
    );
  }
  return value === expected;
}
