import { type Anatomy, PROFILE_STEPS } from './anatomy.ts';
import type { Film } from './film.ts';
import { bell, smoothStep } from './shapes.ts';

/** How far the diaphragm rises from full inspiration to expiration. */
export const BREATH = 0.2;

/** Where a point lies in the chest: filled anew for every pixel by {@link locate}. */
export interface ChestPoint {
  /** To the right of the picture. */
  u: number;
  /** Down. */
  v: number;
  /** 0 on the child's right (the picture's left), 1 on the left. */
  side: 0 | 1;
  /** Distance from the midline. */
  x: number;
  /** Distance of the outer border of the lung from the midline at this height. */
  outer: number;
  /** Height of the diaphragm here. */
  dome: number;
  /** How far the point is in the lung field behind or beside everything: 0 to 1. */
  field: number;
  /** How far it is in the heart: 0 to 1. */
  heart: number;
  /** How far it is in the mediastinum: 0 to 1. */
  mediastinum: number;
  /** How far it is in lung that is seen free of heart and mediastinum: 0 to 1. */
  lung: number;
}

/** A point to fill. */
export function chestPoint(): ChestPoint {
  return { u: 0, v: 0, side: 0, x: 0, outer: 0, dome: 0, field: 0, heart: 0, mediastinum: 0, lung: 0 };
}

/** Finds where (u, v) lies in the chest of a film. */
export function locate(anatomy: Anatomy, film: Film, u: number, v: number, point: ChestPoint): void {
  const side = u < 0 ? 0 : 1;
  const x = u < 0 ? -u : u;
  const lift = BREATH * film.expiration;
  const width = anatomy.lungWidth[side] * (1 - 0.06 * film.expiration);
  const base = anatomy.dome[side] - lift + anatomy.domeCurve;
  const t = (v - anatomy.apex) / (base - anatomy.apex);
  const outer = t <= 0 ? 0 : t >= 1 ? width : width * between(anatomy.lungProfile, t * PROFILE_STEPS);
  // The middle of the diaphragm hangs little, its side falls to the angle with the ribs.
  const fromTop = x < 0.36 ? (x - 0.36) / 0.6 : (x - 0.36) / 0.36;
  const dome = anatomy.dome[side] - lift + anatomy.domeCurve * fromTop * fromTop;
  const heart = heartAt(anatomy, film, u, v, lift);
  const mediastinum = mediastinumAt(anatomy, film, u, v, side);
  const field = smoothStep(-0.02, 0.035, Math.min(outer - x, dome - v, (v - anatomy.apex) * 0.8));
  point.u = u;
  point.v = v;
  point.side = side;
  point.x = x;
  point.outer = outer;
  point.dome = dome;
  point.heart = heart;
  point.mediastinum = mediastinum;
  point.field = field;
  point.lung = field * (1 - heart) * (1 - mediastinum);
}

function between(values: Float64Array, at: number): number {
  const left = at | 0;
  return values[left]! + (values[left + 1]! - values[left]!) * (at - left);
}

function heartAt(anatomy: Anatomy, film: Film, u: number, v: number, lift: number): number {
  const du = u - anatomy.heart[0] - 1.6 * film.twist;
  const dv = v - anatomy.heart[1] + lift;
  const cosine = anatomy.heartAxis[0];
  const sine = anatomy.heartAxis[1];
  const along = (du * cosine + dv * sine) / (anatomy.heartSize[0] * (1 + 0.12 * film.expiration));
  const across = (dv * cosine - du * sine) / anatomy.heartSize[1];
  return smoothStep(-0.14, 0.2, 1 - along * along - across * across);
}

function mediastinumAt(anatomy: Anatomy, film: Film, u: number, v: number, side: 0 | 1): number {
  const centre = film.twist * (0.5 - v);
  const thymus = anatomy.thymus * anatomy.thymusSides[side] * bell(((v + 0.32) / 0.45) ** 2);
  // The arch of the aorta on the left, the great vein on the right, wider again towards the heart.
  const arch = side === 1 ? 0.035 * bell(((v + 0.42) / 0.13) ** 2) : 0.015 * bell(((v + 0.3) / 0.3) ** 2);
  const half =
    anatomy.mediastinum +
    thymus +
    arch +
    0.09 * smoothStep(-0.45, 0.15, v) +
    0.05 * smoothStep(-0.6, -0.9, v);
  return smoothStep(-0.035, 0.045, half - Math.abs(u - centre));
}
