import { PneumoError } from '@pneumo/core';

/**
 * Reads JSON Lines as a table: one object a line, its values texts, numbers or true and false. Keys that a line does not
 * have, and null, are empty. Blank lines are skipped.
 *
 * @param text - the whole file
 * @param source - the file's name, for messages
 * @returns one record a line with the keys of all lines
 * @throws PneumoError `INVALID_TABLE` naming the line that is no such object
 *
 * @example
 * ```ts
 * parseJsonLines('{"file":"a.png","label":1}\n{"file":"b.png"}\n'); // [{ file: 'a.png', label: '1' }, { file: 'b.png', label: '' }]
 * ```
 */
export function parseJsonLines(text: string, source = 'JSON Lines'): Record<string, string>[] {
  const rows: Map<string, string>[] = [];
  const keys = new Set<string>();
  const lines = (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).split('\n');
  lines.forEach((line, i) => {
    if (line.trim() === '') return;
    const fail = (problem: string, cause?: unknown): never => {
      throw new PneumoError('INVALID_TABLE', `${source}, line ${i + 1}: ${problem}.`, {
        cause,
        details: { source, line: i + 1 },
      });
    };
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      return fail('no JSON; expected one object a line', cause);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return fail('no object; expected { "file": ..., "label": ... }');
    const row = new Map<string, string>();
    for (const [key, entry] of Object.entries(value)) {
      if (entry !== null && !['string', 'number', 'boolean'].includes(typeof entry))
        return fail(`'${key}' is no text, number or true and false`);
      row.set(key, entry === null ? '' : String(entry));
      keys.add(key);
    }
    rows.push(row);
  });
  if (rows.length === 0)
    throw new PneumoError('INVALID_TABLE', `${source} is empty; expected one object a line.`, {
      details: { source },
    });
  return rows.map((row) => Object.fromEntries([...keys].map((key) => [key, row.get(key) ?? ''])));
}
