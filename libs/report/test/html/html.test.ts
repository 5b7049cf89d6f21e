import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, html, type HtmlValue, trusted } from '../../src/html/html.ts';
import { parseMarkup } from '../parseMarkup.ts';

describe('html`…`', () => {
  it('escapes text, joins lists, passes markup through and leaves out what is absent', () => {
    const part = html`<b>${'<i>'}</b>`;
    expect(html`<p>${part}${[1, 'a&b', part]}${null}${undefined}${false}${0}</p>`.toString()).toBe(
      '<p><b>&lt;i&gt;</b>1a&amp;b<b>&lt;i&gt;</b>0</p>',
    );
    expect(html`${trusted('<hr>')}`.toString()).toBe('<hr>');
  });

  it('takes no object for markup that only looks like it', () => {
    const impostor = { text: '<script>', toString: () => '<script>' } as unknown as HtmlValue;
    expect(html`${impostor}`.toString()).toBe('&lt;script&gt;');
  });

  it('gives any text back, in content and in attributes', () => {
    // Control characters are replaced, so they are left out here.
    const text = fc.string({ unit: 'binary' }).filter((value) => !/[\0-\x1f\x7f\s]/.test(value));
    fc.assert(
      fc.property(text, (value) => {
        const [element] = parseMarkup(html`<p title="${value}">${value}</p>`.toString());
        expect(element).toMatchObject({ name: 'p', attributes: { title: value }, text: value });
      }),
    );
  });
});

describe('escapeText(text)', () => {
  it('replaces control characters that HTML does not allow', () => {
    expect(escapeText('a\0b\x1b[31m\tc\n')).toBe('a\ufffdb\ufffd[31m\tc\n');
  });
});
