import { type renderSvg as Render, renderSvg } from '@pneumo/report';
import { parseMarkup } from '../parseMarkup.ts';

/** The texts of a chart in the order in which they are drawn. */
export async function chartText(spec: Parameters<typeof Render>[0]): Promise<string[]> {
  return parseMarkup(await renderSvg(spec))
    .filter(({ name }) => name === 'text')
    .map(({ text }) => text);
}

/** The rows of data that a specification holds, layer by layer. */
export function chartRows(spec: unknown): Record<string, unknown>[][] {
  const { data, layer = [] } = spec as { data?: { values?: Record<string, unknown>[] }; layer?: unknown[] };
  return [
    ...(data?.values === undefined ? [] : [data.values]),
    ...layer.flatMap((inner) => chartRows(inner)),
  ];
}
