import { cutText } from './cutText.ts';

const MOST_ENTRIES = 16;
const DEEPEST = 3;

/**
 * A value from outside for an error message, much like JSON. Unlike `JSON.stringify` and `String` it neither
 * fails, however deep the value is or whatever it holds, nor fills the message: long texts, lists and objects
 * are cut.
 *
 * @param value - what a parser of JSON, pickles or the like made
 * @returns at most some 300 letters
 *
 * @example
 * ```ts
 * showValue({ dtype: 'F31', shape: [2, null] }); // '{"dtype":"F31","shape":[2,null]}'
 * showValue([[[['deep']]]]); // '[[[[…]]]]'
 * showValue(undefined); // 'undefined'
 * ```
 */
export function showValue(value: unknown): string {
  return cutText(show(value, 0), 300);
}

function show(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(cutText(value));
  // Not by a template, which refuses symbols.
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    if (depth === DEEPEST) return '[…]';
    return `[${some(value, (entry) => show(entry, depth + 1))}]`;
  }
  if (depth === DEEPEST) return '{…}';
  const record = value as Record<string, unknown>;
  return `{${some(Object.keys(record), (key) => `${show(key, 0)}:${show(record[key], depth + 1)}`)}}`;
}

function some<T>(entries: readonly T[], text: (entry: T) => string): string {
  const shown = entries.slice(0, MOST_ENTRIES).map(text);
  return [...shown, ...(entries.length > shown.length ? ['…'] : [])].join(',');
}
