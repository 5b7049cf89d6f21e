import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** One example found in a package. */
export interface Example {
  /** Where it stands: file and line. */
  where: string;
  /** The TypeScript code. */
  code: string;
}

/** The `ts` blocks of a package's README. */
export function readmeExamples(packageFolder: string): Example[] {
  const text = readFileSync(join(packageFolder, 'README.md'), 'utf8');
  return blocks(text, (line) => line).map(({ line, code }) => ({ where: `README.md:${line}`, code }));
}

/** The `ts` blocks behind `@example` in the doc comments of a package's sources. */
export function tsdocExamples(packageFolder: string): Example[] {
  const examples: Example[] = [];
  for (const entry of readdirSync(join(packageFolder, 'src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8');
    for (const { line, code } of blocks(text, (raw) => raw.replace(/^\s*\* ?/, ''), /^\s*\*\s*```ts\s*$/)) {
      examples.push({ where: `${relative(packageFolder, file)}:${line}`, code });
    }
  }
  return examples.sort((a, b) => (a.where < b.where ? -1 : 1));
}

function blocks(
  text: string,
  clean: (line: string) => string,
  open = /^```ts\s*$/,
): { line: number; code: string }[] {
  const found: { line: number; code: string }[] = [];
  let current: string[] | undefined;
  let start = 0;
  text.split('\n').forEach((raw, index) => {
    const line = clean(raw);
    if (current === undefined) {
      if (open.test(raw)) {
        current = [];
        start = index + 2;
      }
    } else if (/^\s*```\s*$/.test(line)) {
      found.push({ line: start, code: current.join('\n') });
      current = undefined;
    } else {
      current.push(line);
    }
  });
  return found;
}
