import { describe, expect, it } from 'vitest';
import { palette, type PaletteColour } from '../src/palette.ts';

/** Relative luminance by WCAG 2.2. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

describe.each(['light', 'dark'] as const)('the %s palette', (mode) => {
  it.each(['ink', 'muted', 'danger'] satisfies PaletteColour[])(
    '%s is readable (WCAG 2.2, 4.5 to 1)',
    (name) => {
      for (const ground of ['paper', 'panel'] as const)
        expect(contrast(palette[name][mode], palette[ground][mode])).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['normal', 'pneumonia', 'train', 'validation', 'test'] satisfies PaletteColour[])(
    '%s stands out from the page (WCAG 2.2, 3 to 1)',
    (name) => expect(contrast(palette[name][mode], palette.paper[mode])).toBeGreaterThanOrEqual(3),
  );
});
