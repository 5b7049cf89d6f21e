import type { Film } from './film.ts';

/** Draws wires and tubes onto the densities: thin quadratic curves across the film. */
export function leadsAt(film: Film, density: Float32Array, size: number): void {
  const width = 0.011 * size;
  const steps = 2 * size;
  for (const [ax, ay, bx, by, cx, cy] of film.leads) {
    for (let step = 0; step <= steps; step++) {
      const t = step / steps;
      const s = 1 - t;
      const x = ((s * s * ax + 2 * s * t * bx + t * t * cx + 1) / 2) * size - 0.5;
      const y = ((s * s * ay + 2 * s * t * by + t * t * cy + 1) / 2) * size - 0.5;
      for (let row = Math.ceil(y - width); row <= y + width; row++) {
        for (let column = Math.ceil(x - width); column <= x + width; column++) {
          if (row < 0 || column < 0 || row >= size || column >= size) continue;
          const near = 1 - Math.hypot(column - x, row - y) / width;
          const at = row * size + column;
          // Many steps touch a pixel: the nearest decides.
          if (near > 0) density[at] = Math.max(density[at]!, Math.min(0.85, density[at]! + 0.02 * near));
        }
      }
    }
  }
}
