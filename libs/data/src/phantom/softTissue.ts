import type { Anatomy } from './anatomy.ts';
import type { ChestPoint } from './chestPoint.ts';
import type { Film } from './film.ts';
import { bell, smoothStep } from './shapes.ts';
import type { ValueNoise } from './valueNoise.ts';

/** How far a point lies in the body: trunk, neck, shoulders and arms; 0 in the air beside it. */
export function bodyAt(anatomy: Anatomy, film: Film, { v, x }: ChestPoint): number {
  const trunk = v > -0.6 ? anatomy.trunk + 0.05 * v - x : -1;
  const neck = v < -0.5 ? anatomy.neck + 0.12 * smoothStep(-0.95, -0.7, v) - x : -1;
  const above = v - (anatomy.shoulders + 0.28 * Math.max(0, x - 0.3) * (film.arms > 0 ? 1 : 0.3));
  const below = -0.42 + film.arms * (x - anatomy.trunk) - v;
  const armpit = x < anatomy.trunk ? above : Math.min(above, below);
  return smoothStep(-0.015, 0.03, Math.max(trunk, neck, v < 0.9 ? armpit : -1));
}

/** Density of everything soft: wall, air, heart, mediastinum, abdomen, from about 0 to 1. */
export function softTissueAt(
  anatomy: Anatomy,
  film: Film,
  point: ChestPoint,
  body: number,
  texture: ValueNoise,
): number {
  const { u, v, x, field, heart, mediastinum } = point;
  const flank = x / (anatomy.trunk + 0.02);
  let density = body * (0.36 + 0.14 * Math.sqrt(Math.max(0, 1 - flank * flank)));
  const abdomen =
    body * smoothStep(-0.015, 0.03, v - point.dome) * smoothStep(0.03, -0.06, x - anatomy.trunk);
  density += 0.2 * abdomen;
  // Air takes density away, less towards the borders and where the wall is thick.
  const depth = smoothStep(-0.02, 0.3, point.outer - x);
  const air =
    (field *
      (0.15 + 0.08 * depth) *
      (1.12 - 0.22 * film.expiration) *
      (film.airiness[0] + (point.side === 0 ? -1 : 1) * film.airiness[1])) /
    anatomy.wall;
  density -= air * (1 - 0.85 * heart) * (1 - 0.8 * mediastinum);
  density += 0.05 * heart * (1 - mediastinum) + 0.1 * mediastinum * (1 - abdomen);
  density += vesselsAt(anatomy, point, texture);
  if (v < -0.25) density -= body * trachea(film, u, v);
  if (abdomen > 0) density += abdomen * bowels(film, u, v, texture);
  for (const shadow of film.shadows) {
    const du = (u - shadow.u) / shadow.radius[0];
    const dv = (v - shadow.v) / shadow.radius[1];
    density += body * shadow.density * bell(du * du + dv * dv);
  }
  return density;
}

function trachea(film: Film, u: number, v: number): number {
  const across = (u - film.twist * (0.5 - v) * 0.7) / 0.05;
  return 0.09 * bell(across * across) * smoothStep(-0.2, -0.4, v);
}

/** Unrest of the abdomen, and the gas in the stomach. */
function bowels(film: Film, u: number, v: number, texture: ValueNoise): number {
  const unrest = 0.05 * texture(u * 5 + 3, v * 6 + 9);
  const radius = film.stomach[2];
  if (radius === 0) return unrest;
  const du = u - film.stomach[0];
  const dv = v - film.stomach[1];
  return unrest - 0.2 * bell((du * du + 2 * dv * dv) / (radius * radius) + 0.5 * texture(u * 7, v * 7));
}

/** Hila and the vessels that radiate from them, thinning towards the side. */
function vesselsAt(
  anatomy: Anatomy,
  { side, u, v, x, field, heart, mediastinum }: ChestPoint,
  texture: ValueNoise,
): number {
  if (field === 0) return 0;
  const dx = x - 0.17;
  const dy = v - anatomy.hilum - (side === 0 ? 0.03 : 0);
  const distance = Math.hypot(dx, dy);
  const hilum = 0.07 * bell((dx * dx) / 0.03 + (dy * dy) / 0.06) * (1 + 0.5 * texture(u * 13, v * 13));
  const branches = streaks(u, dx, dy, distance, texture) * smoothStep(0.02, 0.2, distance);
  const free = field * (1 - 0.8 * heart) * (1 - 0.8 * mediastinum);
  return free * anatomy.vessels * (hilum + 0.1 * branches * Math.exp(-2.4 * distance));
}

/** Ridges that run away from the hilum and branch: value noise in polar coordinates. From 0 to 1. */
export function streaks(u: number, dx: number, dy: number, distance: number, texture: ValueNoise): number {
  const wave = 0.35 * texture(dx * 6 + (u < 0 ? 17 : 3), dy * 6);
  const angle = Math.atan2(dy, dx) + wave;
  const ring = Math.log(distance + 0.12);
  const ridge = 1 - Math.abs(texture(angle * 3.5 + (u < 0 ? 11 : 0), ring * 2.2));

  const square = ridge * ridge;
  return square * square;
}
