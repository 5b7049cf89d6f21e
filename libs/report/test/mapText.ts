/** Members whose text is a word of the form, not free text. */
const FIXED = new Set(['src', 'kind', 'unit', 'method']);

/** Replaces every free text of plain JSON, names of subtypes included. */
export function mapText<T>(value: T, change: (text: string) => string): T {
  const walk = (node: unknown, key: string): unknown => {
    if (typeof node === 'string') return FIXED.has(key) && key !== '' ? node : change(node);
    if (Array.isArray(node)) return node.map((item) => walk(item, key));
    if (node === null || typeof node !== 'object') return node;
    const rename = key === 'subtypes' || key === 'columns';
    return Object.fromEntries(
      Object.entries(node).map(([name, item]) => [rename ? change(name) : name, walk(item, name)]),
    );
  };
  return walk(value, '') as T;
}
