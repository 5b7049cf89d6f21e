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
  const [low, high] = percentiles(density, added);
  const cloud = valueNoise(grain);
  const image = new Uint8Array(size * size);
  const healthy = new Uint8Array(size * size);
  const ill = added.some((value) => value > 0);
  const [dark, bright] = film.window;
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
      const develop = (value: number): number => {
        const unit = (value - low) / (high - low);
        const scattered = unit <= 0 ? 0 : mix(unit, 0.55, film.scatter * Math.min(1, 4 * unit));
        return (
          mix(dark * Math.min(1, 5 * unit + 0.2), bright, Math.min(1.15, scattered) ** film.gamma) + shade
        );
      };
      let level = develop(density[at]! + added[at]!);
      let without = ill ? develop(density[at]!) : level;
      if (beyondBorder(film, x, y)) level = without = film.borderLevel;
      if (film.marker !== undefined) {
        const covered = markerAt(film.marker, x, y, 2 / size);
        if (covered > 0) {
          level = mix(level, film.marker.level, covered);
          without = mix(without, film.marker.level, covered);
        }
      }
      image[at] = toByte(level);
      healthy[at] = toByte(without);
    }
  }
  return [image, healthy];
}

function toByte(level: number): number {
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
