import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PneumoError } from '@pneumo/core';
import { describe, expect, it } from 'vitest';
import { EXIT_CODE_OF_ERROR, exitCodeOf } from '../src/cli/exitCodes.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CODE = /'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)'/g;
/** Codes that come from elsewhere: those of the system and of MLflow that sources ask for, and that of an abort. */
const SYSTEM = new Set(['ENOSPC', 'EDQUOT', 'RESOURCE_DOES_NOT_EXIST']);
const FOREIGN = ['ABORTED'];

/** Every code that a source gives to an error: in the call, or in the function that the call asks for one. */
function codesIn(text: string): string[] {
  const source = text.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...source.matchAll(/new PneumoError\(\s*/g)].flatMap(({ index, 0: { length } }) => {
    const argument = firstArgument(source.slice(index + length));
    const asked = /^(\w+)\(/.exec(argument)?.[1];
    const body = asked === undefined ? argument : source.slice(source.indexOf(`function ${asked}(`));
    const end = asked === undefined ? body.length : body.indexOf('\n}');
    return [...body.slice(0, end).matchAll(CODE)].map(([, code]) => code!);
  });
}

/** The text up to the comma that ends an argument. */
function firstArgument(text: string): string {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i]!)) depth++;
    if (')]}'.includes(text[i]!)) depth--;
    if ((text[i] === ',' && depth === 0) || depth < 0) return text.slice(0, i);
  }
  return text;
}

const thrown = new Set(
  ['libs', 'apps'].flatMap((group) =>
    readdirSync(join(ROOT, group)).flatMap((name) => {
      const folder = join(ROOT, group, name, 'src');
      return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => codesIn(readFileSync(join(folder, file), 'utf8')));
    }),
  ),
);

describe('the exit codes', () => {
  it('know every error that is thrown, and none that is not', () => {
    const codes = [...thrown].filter((code) => !SYSTEM.has(code));
    expect(codes.length).toBeGreaterThan(130);
    expect([...EXIT_CODE_OF_ERROR.keys()].sort()).toEqual([...codes, ...FOREIGN].sort());
  });

  it.each([
    ['INVALID_AUGMENTATION', 2],
    ['UNKNOWN_LAYER', 2],
    ['NOT_READABLE', 3],
    ['FOLDER_NOT_EMPTY', 4],
    ['METRIC_NOT_FINITE', 6],
    ['CORRUPT_FILE', 7],
    ['MODEL_NOT_READABLE', 7],
    ['UNSAFE_PICKLE', 7],
    ['NEVER_HEARD_OF', 1],
  ])('end %s with %i', (code, exit) => {
    expect(exitCodeOf(new PneumoError(code, ''))).toBe(exit);
  });

  it('call everything else unexpected', () => {
    expect(exitCodeOf(new Error(''))).toBe(1);
    expect(exitCodeOf('thrown')).toBe(1);
  });
});
