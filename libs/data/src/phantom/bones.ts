import type { Anatomy } from './anatomy.ts';
import type { ChestPoint } from './chestPoint.ts';
import type { Film } from './film.ts';
import { bell, smoothStep } from './shapes.ts';

/** Density that the bones add: ribs behind and in front, spine, clavicles, shoulder blades. */
export function bonesAt(anatomy: Anatomy, film: Film, point: ChestPoint, body: number): number {
  return (
    body * anatomy.ribDensity * (posteriorRibs(anatomy, point) + anteriorRibs(anatomy, point)) +
    spine(anatomy, film, point) +
    body * (clavicle(anatomy, film, point) + shoulder(anatomy, point))
  );
}

function posteriorRibs(anatomy: Anatomy, { v, x, outer, dome }: ChestPoint): number {
  const cage = smoothStep(0.06, 0, x - outer - 0.01) * smoothStep(0.05, 0.12, x) * smoothStep(0.82, 0.6, v);
  if (cage === 0 || outer === 0) return 0;
  // Nearly level beside the spine, falling to the side, more so above.
  const level = v + 0.05 - (0.06 + anatomy.ribSlope * x) * x * (1.1 - 0.5 * v) * 1.2;
  const strength = v > dome ? 0.55 : 1;
  return 0.075 * strength * cage * band(level / anatomy.ribSpacing + anatomy.ribPhase, 0.27);
}

function anteriorRibs(anatomy: Anatomy, { v, x, outer }: ChestPoint): number {
  // Cartilage does not show: the front ends stop well before the breastbone.
  const cage =
    smoothStep(0.04, 0, x - outer) *
    smoothStep(0.28, 0.46, x) *
    smoothStep(0.5, 0.3, v) *
    smoothStep(-0.6, -0.4, v);
  if (cage === 0) return 0;
  const level = v + (0.75 * (x - 0.7) - 0.5 * (x - 0.7) ** 2);
  return 0.045 * cage * band(level / (anatomy.ribSpacing * 1.12) + 0.37 + anatomy.ribPhase, 0.3);
}

/** Bands of the given half width around whole numbers, with denser edges as cortical bone has. */
function band(phase: number, halfWidth: number): number {
  const distance = Math.abs(phase - Math.round(phase)) / halfWidth;
  const inside = smoothStep(1.12, 0.88, distance);
  return inside * (0.62 + 0.38 * smoothStep(0.3, 0.95, distance));
}

function spine(anatomy: Anatomy, film: Film, { u, v }: ChestPoint): number {
  const across = Math.abs(u - film.twist * 0.3 * (0.5 - v)) / 0.095;
  if (across >= 1.3) return 0;
  const column = smoothStep(1.25, 0.8, across);
  const phase = v / 0.118 + anatomy.ribPhase;
  const disc = smoothStep(0.36, 0.48, Math.abs(phase - Math.round(phase)));
  const pedicles = bell(((across - 0.62) / 0.3) ** 2) * (1 - disc);
  return column * (0.09 - 0.045 * disc) + 0.035 * pedicles;
}

function clavicle(anatomy: Anatomy, film: Film, { v, x, side }: ChestPoint): number {
  if (v > -0.3 || x < 0.03) return 0;
  const height =
    anatomy.clavicle +
    anatomy.clavicleSlope * x +
    0.035 * Math.sin(5.2 * x) +
    (side === 0 ? 1 : -1) * film.twist;
  const distance = Math.abs(v - height) / (0.032 + 0.014 * smoothStep(0.3, 0.05, x));
  const along = smoothStep(0.04, 0.09, x) * smoothStep(0.86, 0.72, x);
  const inside = smoothStep(1.2, 0.8, distance);
  return 0.14 * along * inside * (0.7 + 0.3 * smoothStep(0.3, 0.9, distance));
}

/** The lateral border of the shoulder blade and the head of the upper arm. */
function shoulder(anatomy: Anatomy, { v, x }: ChestPoint): number {
  if (v > -0.05 || x < 0.5) return 0;
  const blade = bell(((x - (0.9 + 0.35 * (v + 0.5))) / 0.05) ** 2) * bell(((v + 0.42) / 0.32) ** 2);
  const head = smoothStep(
    1.15,
    0.85,
    Math.hypot(x - anatomy.trunk - 0.04, v - anatomy.shoulders - 0.14) / 0.1,
  );
  return 0.05 * blade + 0.13 * head;
}
