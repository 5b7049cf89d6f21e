import { pixelImage } from '@pneumo/core';
import { type ColourMapName, colourMapNames, overlayHeatmap } from '@pneumo/gradcam';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const gradient = (width: number, height: number) =>
  pixelImage(
    width,
    height,
    1,
    Float32Array.from({ length: width * height }, (_, i) => i / (width * height - 1)),
  );
const pixel = (image: { width: number; data: Uint8Array }, x: number, y: number): number[] => [
  ...image.data.slice(3 * (y * image.width + x), 3 * (y * image.width + x) + 3),
];

describe('overlayHeatmap', () => {
  // First, middle and last colours as matplotlib publishes them (rounded to bytes).
  it.each([
    ['turbo', [48, 18, 59], [122, 4, 3]],
    ['viridis', [68, 1, 84], [253, 231, 37]],
    ['inferno', [0, 0, 4], [252, 255, 164]],
    ['magma', [0, 0, 4], [252, 253, 191]],
  ])('paints %s from its lowest to its highest colour', (colourMap, lowest, highest) => {
    const map = pixelImage(2, 1, 1, Float32Array.of(0, 1));
    const film = pixelImage(2, 1, 1, Uint8Array.of(9, 9));
    const options = { colourMap: colourMap as ColourMapName, alpha: 1, legend: false };
    const { data } = overlayHeatmap(film, map, options);
    // OpenCV's tables differ from matplotlib's by the rounding of a byte.
    [...lowest, ...highest].forEach((value, i) => expect(Math.abs(data[i]! - value)).toBeLessThanOrEqual(1));
  });

  it('shows the image alone at alpha 0, whatever its type and range', () => {
    const bytes = Uint8Array.of(0, 51, 102, 255);
    const films = [
      pixelImage(2, 2, 1, bytes),
      pixelImage(
        2,
        2,
        1,
        Float32Array.from(bytes, (v) => v / 255),
      ),
      pixelImage(
        2,
        2,
        1,
        Uint16Array.from(bytes, (v) => v * 4 + 100),
        [100, 1120],
      ),
      pixelImage(2, 2, 3, Uint8Array.from([...bytes].flatMap((v) => [v, v, v]))),
    ];
    for (const film of films) {
      const { data } = overlayHeatmap(film, gradient(2, 2), { alpha: 0, legend: false });
      expect([...data]).toEqual([...bytes].flatMap((v) => [v, v, v]));
    }
  });

  it('mixes image and colour in the share that alpha says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (grey, alpha) => {
          const film = pixelImage(1, 1, 1, Uint8Array.of(grey));
          const map = pixelImage(1, 1, 1, Float32Array.of(1));
          const { data } = overlayHeatmap(film, map, { colourMap: 'viridis', alpha, legend: false });
          [253, 231, 37].forEach((colour, c) => {
            expect(Math.abs(data[c]! - ((1 - alpha) * grey + alpha * colour))).toBeLessThanOrEqual(
              0.5 + 1e-9,
            );
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('stretches a small map over a larger film', () => {
    const film = pixelImage(4, 2, 1, new Uint8Array(8));
    const map = pixelImage(2, 1, 1, Float32Array.of(0, 1));
    const options = { colourMap: 'viridis', alpha: 1, legend: false } as const;
    const overlay = overlayHeatmap(film, map, options);
    const full = overlayHeatmap(
      film,
      pixelImage(4, 2, 1, Float32Array.of(0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1)),
      options,
    );
    expect(overlay.data).toEqual(full.data);
  });

  it.each([24, 32, 150, 700])(
    'adds a bar with ticks at the right of an image of %i rows, which it leaves alone',
    (rows) => {
      const film = pixelImage(20, rows, 1, new Uint8Array(20 * rows).fill(77));
      const map = pixelImage(20, rows, 1, new Float32Array(20 * rows));
      const plain = overlayHeatmap(film, map, { colourMap: 'viridis', legend: false });
      const withLegend = overlayHeatmap(film, map, { colourMap: 'viridis' });
      expect(withLegend.height).toBe(rows);
      const unit = Math.max(1, Math.round(rows / 160));
      expect(withLegend.width).toBe(20 + 29 * unit);
      for (let y = 0; y < rows; y += 7) expect(pixel(withLegend, 19, y)).toEqual(pixel(plain, 19, y));
      // The bar begins four units to the right: dark violet below, yellow above, with black around.
      const x = 20 + 5 * unit;
      const margin = Math.min(3 * unit, Math.floor(rows / 4));
      expect(pixel(withLegend, x, margin)).toEqual([253, 231, 37]);
      expect(pixel(withLegend, x, rows - 1 - margin)).toEqual([68, 1, 84]);
      expect(pixel(withLegend, x, 0)).toEqual([0, 0, 0]);
      const white = Array.from({ length: withLegend.width * rows }, (_, i) => withLegend.data[3 * i]!).filter(
        (v) => v === 255,
      );
      // Three ticks, and the characters 1, 0.5 and 0: 8 + (12 + 1 + 11) + 12 dots.
      expect(white.length).toBe(unit * unit * (3 * 2 + 8 + 24 + 12));
    },
  );

  it('refuses a map out of range, an unknown colour map and a share above 1', () => {
    const film = pixelImage(1, 1, 1, Uint8Array.of(1));
    const map = pixelImage(1, 1, 1, Float32Array.of(1));
    expect(() => overlayHeatmap(film, pixelImage(1, 1, 1, Float32Array.of(NaN)))).toThrow(
      /holds NaN at index 0/,
    );
    expect(() => overlayHeatmap(film, pixelImage(1, 1, 1, Float32Array.of(2)))).toThrow(/holds 2 at index 0/);
    expect(() => overlayHeatmap(film, map, { colourMap: 'jet' as ColourMapName })).toThrow(
      /colourMap is 'jet'; expected one of turbo, viridis/,
    );
    expect(() => overlayHeatmap(film, map, { alpha: 2 })).toThrow(/alpha is 2/);
    expect(() => overlayHeatmap(film, pixelImage(1, 1, 3, new Float32Array(3)))).toThrow(/3 channels came/);
  });

  it('knows four colour maps', () => {
    expect(colourMapNames()).toEqual(['turbo', 'viridis', 'inferno', 'magma']);
  });
});
