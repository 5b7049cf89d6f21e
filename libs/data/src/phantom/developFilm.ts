import type { RandomStream } from '@pneumo/core';
import { beyondBorder } from './beyondBorder.ts';
import type { Film } from './film.ts';
import { markerAt } from './markerGlyph.ts';
import { mix } from './shapes.ts';
import { valueNoise } from './valueNoise.ts';

/**
 * Turns densities into grey values: window, scatter, gamma, uneven exposure, grain, border, marker.
 * The window is set on the film as taken, as an automatic exposure does, so that an opacity changes
 * the contrast of the whole film and its mean brightness says little.
 *
 * @returns the film, and the film without the `added` densities
 */
export function developFilm(
  film: Film,
  density: Float32Array,
  added: Float32Array,
  size: number,
  grain: RandomStream,
): readonly [image: Uint8Array, healthy: Uint8Array] {
  const tone = toneCurve(film, percentiles(density, added));
  const cloud = valueNoise(grain);
  const image = new Uint8Array(size * size);
  const healthy = new Uint8Array(size * size);
  const { marker, borderLevel } = film;
  const letter = marker?.level ?? 0;
  // A pixel of a small film collects more quanta.
  const grainLevel = film.noise[0] * Math.sqrt(size / 150);
  for (let row = 0, at = 0; row < size; row++) {
    const y = (2 * row + 1) / size - 1;
    for (let column = 0; column < size; column++, at++) {
      const x = (2 * column + 1) / size - 1;
      const shade =
        film.heel[0] * x +
        film.heel[1] * y +
        film.noise[1] * (cloud(x * 2 + 5, y * 2 + 7) + 0.6 * cloud(x * 5 + 3, y * 5 + 1)) +
        grainLevel * quantum(grain.nextUint32());
      const covered = marker === undefined ? 0 : markerAt(marker, x, y, 2 / size);
      const bare = beyondBorder(film, x, y);
      const taken = density[at]! + added[at]!;
      image[at] = finish(bare ? borderLevel : tone(taken) + shade, letter, covered);
      healthy[at] =
        added[at] === 0
          ? image[at]!
          : finish(bare ? borderLevel : tone(density[at]!) + shade, letter, covered);
    }
  }
  return [image, healthy];
}

const TONES = 1024;

/** The characteristic curve of the film: density in, grey value from 0 to 1 out; read from a table. */
function toneCurve(film: Film, [low, high]: readonly [number, number]): (density: number) => number {
  const [dark, bright] = film.window;
  const table = Float64Array.from({ length: TONES + 2 }, (_, i) => {
    const unit = (1.4 * i) / TONES;
    const scattered = mix(unit, 0.55, film.scatter * Math.min(1, 4 * unit));
    // Air beside the body is black, whatever the window.
    return mix(dark * Math.min(1, 5 * unit + 0.2), bright, Math.min(1.15, scattered) ** film.gamma);
  });
  const scale = TONES / 1.4 / (high - low);
  return (density) => {
    const at = Math.min(TONES, Math.max(0, (density - low) * scale));
    const left = at | 0;
    return table[left]! + (table[left + 1]! - table[left]!) * (at - left);
  };
}

/** Lays the marker over a grey value and makes it a byte. */
function finish(bareLevel: number, letter: number, covered: number): number {
  const level = covered > 0 ? mix(bareLevel, letter, covered) : bareLevel;
  return level <= 0 ? 0 : level >= 1 ? 255 : level * 255 + 0.5;
}

/** A normal deviate to good approximation: the sum of four bytes, standard deviation 1. */
function quantum(word: number): number {
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
  return (sum - 510) / 147.8;
}

/** The 3rd and the 98th percentile of the densities in the body. */
function percentiles(density: Float32Array, added: Float32Array): readonly [number, number] {
  const counts = new Uint32Array(256);
  let total = 0;
  for (let i = 0; i < density.length; i++) {
    if (density[i]! < 0.05) continue;
    counts[Math.max(0, Math.min(255, Math.floor((density[i]! + added[i]!) * 200)))]!++;
    total++;
  }
  const at = (share: number): number => {
    let sum = 0;
    for (let bin = 0; bin < 256; bin++) {
      sum += counts[bin]!;
      if (sum >= share * total) return bin / 200;
    }
    return 1;
  };
  return [at(0.03), at(0.98)];
}
