import { randomStream } from '@pneumo/core';
import type { Anatomy } from './anatomy.ts';
import { BREATH, type ChestPoint, chestPoint, locate } from './chestPoint.ts';
import type { Film } from './film.ts';
import { bell, mix, smoothStep } from './shapes.ts';
import { streaks } from './softTissue.ts';
import type { ValueNoise } from './valueNoise.ts';

/** The kind of pneumonia: a consolidated lobe, or a diffuse interstitial pattern. */
export type PneumoniaSubtype = 'bacteria' | 'virus';

/** One opacity. */
export interface Lesion {
  /** What it looks like. */
  kind: PneumoniaSubtype;
  /** Centre, in the anatomy's units. */
  u: number;
  /** Centre. */
  v: number;
  /** Half axes. */
  radius: readonly [number, number];
  /** How far its outline strays from the ellipse. */
  ragged: number;
  /** 1 where air is gone, towards 0 where the opacity is faint. */
  strength: number;
  /** Where its texture is read. */
  texture: readonly [number, number];
}

/**
 * Draws the opacities of a film: the patient's places in the lung, at the film's depth of breath and
 * stage of the disease.
 */
export function drawLesions(
  seed: number,
  patient: number,
  filmNumber: number,
  anatomy: Anatomy,
  film: Film,
  subtype: PneumoniaSubtype,
): Lesion[] {
  const draw = randomStream(seed, 'phantom-lesions', patient);
  const stage = randomStream(seed, 'phantom-stage', patient, filmNumber).uniform(0.85, 1.15);
  const diffuse = subtype === 'virus';
  const count = diffuse ? 2 + draw.integer(2) : 1 + (draw.bernoulli(0.35) ? 1 : 0);
  // Most disease is plain to see, one child in eight has it faintly.
  const severity = draw.bernoulli(1 / 8) ? draw.uniform(0.4, 0.7) : draw.uniform(0.75, 1);
  return Array.from({ length: count }, (_, index) => {
    // Interstitial disease lies on both sides, consolidation where it likes.
    const side = diffuse ? ((index % 2) as 0 | 1) : (draw.integer(2) as 0 | 1);
    const [u, v] = placeInLung(anatomy, film, side, draw.uniform(0.15, 0.8), draw.uniform(0.2, 0.88));
    const size = diffuse ? draw.uniform(0.33, 0.53) : draw.uniform(0.22, 0.38);
    return {
      kind: subtype,
      u,
      v,
      radius: [size * draw.uniform(0.8, 1.15), size * draw.uniform(0.8, 1.3)],
      ragged: draw.uniform(0.15, 0.45),
      strength: Math.min(1, severity * stage * (index === 0 ? 1 : draw.uniform(0.6, 1))),
      texture: [draw.uniform(0, 32), draw.uniform(0, 32)],
    };
  });
}

/** The point that lies `across` of the way from heart to ribs and `down` of the way from apex to diaphragm. */
function placeInLung(
  anatomy: Anatomy,
  film: Film,
  side: 0 | 1,
  across: number,
  down: number,
): readonly [number, number] {
  const point = chestPoint();
  const sign = side === 0 ? -1 : 1;
  const v = mix(anatomy.apex, anatomy.dome[side] - BREATH * film.expiration, down);
  const steps = 100;
  const free: number[] = [];
  for (let step = 1; step <= steps; step++) {
    locate(anatomy, film, (sign * step) / steps, v, point);
    if (point.lung > 0.7) free.push(point.u);
  }
  return [free[Math.floor(across * free.length)] ?? sign * 0.4, v];
}

/** How far a point lies in an opacity, before the lung's borders cut it: 0 to 1. */
export function lesionExtent(lesion: Lesion, { u, v }: ChestPoint, texture: ValueNoise): number {
  const du = (u - lesion.u) / lesion.radius[0];
  const dv = (v - lesion.v) / lesion.radius[1];
  const distance = du * du + dv * dv;
  if (distance > 2.6) return 0;
  const s = lesion.texture[0];
  const t = lesion.texture[1];
  const stray = lesion.ragged * (texture(u * 5 + s, v * 5 + t) + 0.6 * texture(u * 11 + t, v * 11 + s));
  return lesion.kind === 'bacteria'
    ? smoothStep(1.15, 0.75, distance + stray)
    : bell((distance + 0.5 * stray) / 1.6);
}

/** Density that an opacity adds where it is fully developed, in free lung. */
export function lesionDensity(
  lesion: Lesion,
  anatomy: Anatomy,
  point: ChestPoint,
  texture: ValueNoise,
): number {
  const { u, v, x } = point;
  const s = lesion.texture[0];
  const t = lesion.texture[1];
  if (lesion.kind === 'bacteria') {
    // Filled air spaces, patchy, with the bronchi that still hold air as darker streaks.
    const bend = 0.6 * texture(u * 9 + s, v * 9 + t);
    const filled =
      texture(15 * u + 12 * v + t + bend, 15 * v - 12 * u + s - bend) +
      0.45 * texture(u * 31 + s, v * 31 + t);
    // Never more air than healthy lung, never denser than soft tissue.
    return lesion.strength * Math.min(0.25, Math.max(0, 0.07 + 0.3 * filled));
  }
  const dx = x - 0.17;
  const dy = v - anatomy.hilum;
  const thick = streaks(u, dx * 1.1, dy * 1.1, Math.hypot(dx, dy) * 0.8, texture);
  // Turned and bent, or the squares of the noise would show.
  const bend = 0.7 * texture(u * 8 + t, v * 8 + s);
  const net = Math.abs(texture(16 * u + 12 * v + s + bend, 16 * v - 12 * u + t - bend));
  return lesion.strength * Math.max(0, 0.07 * thick + 0.22 * Math.max(0, 1 - 2 * net) - 0.04);
}
