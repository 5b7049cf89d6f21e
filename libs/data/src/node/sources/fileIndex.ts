import { basename } from 'node:path';
import { PneumoError } from '@pneumo/core';

/**
 * Finds files as tables name them: by their path, by the end of it, or by a name that is unique, with or without ending.
 * Accents count the same whether they are one character or two.
 *
 * @param paths - the files below a root, with `/`
 * @param root - for messages
 * @returns from a table's name to the path, or undefined where there is no such file; it throws PneumoError
 *   `INVALID_TABLE` where several files could be meant
 */
export function fileIndex(paths: readonly string[], root: string): (name: string) => string | undefined {
  const byPath = new Map<string, string>();
  const byName = new Map<string, string[]>();
  const add = (name: string, path: string): void => {
    const known = byName.get(name);
    if (known) known.push(path);
    else byName.set(name, [path]);
  };
  for (const path of paths) {
    const plain = path.normalize('NFC');
    byPath.set(plain, path);
    const name = basename(plain);
    add(name, path);
    const stem = name.replace(/\.[^.]+$/, '');
    if (stem !== name) add(stem, path);
  }
  return (name) => {
    // CheXpert's paths begin with the folder in which the table lies: leading folders are dropped one by one.
    for (let rest: string | undefined = name; rest !== undefined; rest = /\/(.+)$/.exec(rest)?.[1]) {
      const exact = byPath.get(rest);
      if (exact !== undefined) return exact;
    }
    const found = byName.get(basename(name)) ?? [];
    if (found.length > 1 && !name.includes('/')) {
      throw new PneumoError(
        'INVALID_TABLE',
        `'${name}' could be ${found.slice(0, 3).join(', ')} below ${root}; name it by its path.`,
        { details: { name, found } },
      );
    }
    return name.includes('/') ? undefined : found[0];
  };
}
