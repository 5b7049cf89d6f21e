import { pixelImage, randomStream } from '@pneumo/core';
import { findMarkers, generatePhantom, imageStatistics, shrinkGrey } from '@pneumo/data';
import { describe, expect, it } from 'vitest';

const film = generatePhantom({ seed: 7, patients: 30, size: 160 });
const ids = film.samples.map(({ id }) => id);

function quantile(values: readonly number[], share: number): number {
  return values.map(Math.abs).toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}

describe('imageStatistics', () => {
  it('finds how the chest lies on films whose truth is known', () => {
    const found = ids.map((id) => ({ ...imageStatistics(film.get(id)), truth: film.facts(id) }));
    const turns = found.map(({ rotation, truth }) => rotation - truth.rotation);
    expect(quantile(turns, 0.5)).toBeLessThan(1.2);
    expect(quantile(turns, 0.9)).toBeLessThan(3);
    const shifts = found.map(({ centreX, truth }) => centreX - truth.centre[0]);
    expect(quantile(shifts, 0.9)).toBeLessThan(0.03);
    const borders = found.map(({ border, truth }) => border - Math.max(...truth.border));
    expect(quantile(borders, 0.95)).toBeLessThan(0.01);
  });

  it('measures the noise that was added, in sharp and in soft pictures', () => {
    const normal = randomStream(1, 'test', 'noise');
    for (const sigma of [2, 6, 12]) {
      const data = Uint8Array.from({ length: 128 * 128 }, (_, i) =>
        Math.round(120 + 40 * Math.sin((i % 128) / 30) + sigma * normal.normal()),
      );
      const { noise } = imageStatistics(pixelImage(128, 128, 1, data));
      expect(Math.abs(noise * 255 - sigma) / sigma).toBeLessThan(0.06);
    }
  });

  it('gives mean, deviation and clipping as NumPy would', () => {
    const data = Uint8Array.from([0, 0, 255, 51, 102, 102, 51, 51, 204]);
    const { brightness, contrast, clippedLow, clippedHigh } = imageStatistics(pixelImage(3, 3, 1, data));
    // numpy: data.mean() / 255, data.std() / 255
    expect(brightness).toBeCloseTo(0.355555556, 8);
    expect(contrast).toBeCloseTo(0.32356044, 8);
    expect(clippedLow).toBeCloseTo(2 / 9, 12);
    expect(clippedHigh).toBeCloseTo(1 / 9, 12);
  });

  it('has no NaN on even, tiny and coloured pictures', () => {
    for (const image of [
      pixelImage(1, 1, 1, new Uint8Array(1)),
      pixelImage(2, 5, 3, new Uint8Array(30).fill(255)),
      pixelImage(
        300,
        1,
        1,
        new Uint8Array(300).map((_, i) => i),
      ),
    ]) {
      const { hash, thumbnail, ...numbers } = imageStatistics(image);
      expect(Object.values(numbers).every(Number.isFinite)).toBe(true);
      expect(hash).toMatch(/^[0-9a-f]{16}$/);
      expect(thumbnail).toHaveLength(1024);
    }
  });
});

describe('findMarkers', () => {
  it('finds most letters of lead and seldom sees one where there is none', () => {
    let [found, lettered, falsely, bare] = [0, 0, 0, 0];
    for (const seed of [7, 8]) {
      const films = generatePhantom({ seed, patients: 25, size: 192 });
      for (const { id } of films.samples) {
        const boxes = findMarkers(shrinkGrey(films.get(id), 192, 192));
        const { marker } = films.facts(id);
        if (marker === undefined) {
          bare++;
          if (boxes.length > 0) falsely++;
        } else {
          lettered++;
          const hit = boxes.some(
            ({ x, y, width, height }) =>
              x < marker.x + marker.width &&
              marker.x < x + width &&
              y < marker.y + marker.height &&
              marker.y < y + height,
          );
          if (hit) found++;
        }
      }
    }
    expect(found / lettered).toBeGreaterThan(0.7);
    expect(falsely / bare).toBeLessThan(0.25);
  });
});
