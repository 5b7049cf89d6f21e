import { expect } from 'vitest';
import { parseMarkup } from './parseMarkup.ts';

const ELEMENTS = new Set(
  (
    'html head meta title style body header nav main section footer h1 h2 h3 p ul li a dl dt dd div figure figcaption ' +
    'table caption thead tbody tr th td details summary pre code span strong i b br img svg g path line text rect ' +
    'defs clipPath linearGradient stop tspan circle title'
  ).split(' '),
);

/** Asserts what holds for every page: safe, whole, without outside resources, accessible. */
export function expectSafePage(markup: string): void {
  expect(markup.startsWith('<!doctype html>')).toBe(true);
  const elements = parseMarkup(markup);
  const attributes = elements.flatMap((e) => Object.entries(e.attributes));

  // Nothing runs and nothing is loaded.
  expect(elements.map(({ name }) => name).filter((name) => !ELEMENTS.has(name))).toEqual([]);
  expect(attributes.filter(([name]) => /^on/i.test(name))).toEqual([]);
  expect(attributes.filter(([name, value]) => name === 'src' && !value.startsWith('data:image/'))).toEqual(
    [],
  );
  expect(attributes.filter(([name, value]) => /href$/.test(name) && !value.startsWith('#'))).toEqual([]);
  const style = elements.find(({ name }) => name === 'style')!.text;
  expect(style).not.toMatch(/url\(|@import|@font-face|expression/);
  const urls = attributes.filter(
    ([name, value]) => name !== 'aria-label' && name !== 'alt' && /url\((?!#)/.test(value),
  );
  expect(urls).toEqual([]);
  expect(markup).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);

  // Light, dark, phone, paper; every variable that is used is defined.
  expect(style).toMatch(/@media screen and \(prefers-color-scheme:dark\)/);
  expect(style).toMatch(/@media print/);
  expect(style).toMatch(/@media \(max-width:/);
  const defined = new Set([...markup.matchAll(/(--[\w-]+):/g)].map(([, name]) => name));
  const used = [...style.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name);
  expect(used.filter((name) => !defined.has(name) && !LOCAL.has(name!))).toEqual([]);

  // Anchors, headings, names.
  expect(elements.find(({ name }) => name === 'html')!.attributes['lang']).toBe('en');
  const ids = elements.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
  expect(new Set(ids).size).toBe(ids.length);
  const targets = elements.flatMap(({ attributes: a }) =>
    [a['aria-labelledby'], a['href']?.slice(1)].filter((id) => id !== undefined),
  );
  expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  const levels = elements.flatMap(({ name }) => (/^h\d$/.test(name) ? [Number(name[1])] : []));
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  levels.forEach((level, i) => expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1));
  for (const { name, attributes: a } of elements) {
    if (name === 'img') expect(a['alt']).toBeTruthy();
    if (name === 'svg') expect(a).toMatchObject({ role: 'img', 'aria-label': expect.stringMatching(/./) });
    if (name === 'th') expect(a['scope']).toMatch(/^(?:row|col)$/);
  }
}

/** Variables that elements set by themselves, where a page has such elements. */
const LOCAL = new Set(['--low', '--high', '--value', '--part', '--cell', '--share']);
