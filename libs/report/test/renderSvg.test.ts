import { isPneumoError } from '@pneumo/core';
import { classCounts, renderSvg } from '@pneumo/report';
import { describe, expect, it } from 'vitest';
import { parseMarkup } from './parseMarkup.ts';

const parts = [{ part: 'train', normal: 3, pneumonia: 9, patients: 8 }];

describe('renderSvg(spec, options)', () => {
  it('gives one element that scales and is the same each time', async () => {
    const svg = await renderSvg(classCounts(parts));
    const [root] = parseMarkup(svg);
    expect(root!.name).toBe('svg');
    expect(root!.attributes['viewBox']).toMatch(/^0 0 \d+ \d+$/);
    expect(await renderSvg(classCounts(parts))).toBe(svg);
  });

  it('escapes the label and names the drawing with it', async () => {
    const label = `"><script>alert(1)</script> $& '`;
    const [root, ...rest] = parseMarkup(await renderSvg(classCounts(parts), { label }));
    expect(root!.attributes).toMatchObject({ role: 'img', 'aria-label': label });
    expect(rest.map(({ name }) => name)).not.toContain('script');
  });

  it('escapes text of the data', async () => {
    const part = `</text><script>`;
    const elements = parseMarkup(await renderSvg(classCounts([{ ...parts[0]!, part }])));
    expect(elements.map(({ name }) => name)).not.toContain('script');
    expect(elements.some(({ name, text }) => name === 'text' && text === part)).toBe(true);
  });

  it('takes colours of the palette from CSS only where asked', async () => {
    expect(await renderSvg(classCounts(parts))).not.toContain('var(');
    expect(await renderSvg(classCounts(parts), { themed: true })).toContain('fill="var(--normal, #0072b2)"');
  });

  it('begins ids and references to them with the prefix', async () => {
    const spec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      data: { values: [{ x: 0.5, y: 2 }] },
      mark: { type: 'line' as const, clip: true },
      encoding: {
        x: { field: 'x', type: 'quantitative' as const, scale: { domain: [0, 1] } },
        y: { field: 'y', type: 'quantitative' as const, scale: { domain: [0, 1] } },
      },
    };
    const svg = await renderSvg(spec, { idPrefix: 'a' });
    const ids = [...svg.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id!);
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect(id).toMatch(/^a-/);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  });

  it.each([
    ['a file', { data: { url: 'data.csv' }, mark: 'bar' as const, encoding: {} }],
    ['an address', { data: { url: 'https://example.org/data.csv' }, mark: 'bar' as const, encoding: {} }],
    ['an unknown mark', { data: { values: [] }, mark: 'pneumonia' as 'bar', encoding: {} }],
  ])('refuses %s', async (_, spec) => {
    await expect(renderSvg(spec)).rejects.toSatisfy((error) => isPneumoError(error, 'CHART_INVALID'));
  });
});
