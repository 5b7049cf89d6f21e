import { randomStream } from '@pneumo/core';
import type { Anatomy } from './anatomy.ts';
import type { ChestPoint } from './chestPoint.ts';
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

/** Draws the opacities of a film: the patient's places, in the film's stage of the disease. */
export function drawLesions(
  seed: number,
  patient: number,
  film: number,
  anatomy: Anatomy,
  subtype: PneumoniaSubtype,
): Lesion[] {
  const draw = randomStream(seed, 'phantom-lesions', patient);
  const stage = randomStream(seed, 'phantom-stage', patient, film).uniform(0.75, 1.15);
  const count = subtype === 'virus' ? 2 + draw.integer(2) : 1 + (draw.bernoulli(0.35) ? 1 : 0);
  const severity = subtype === 'virus' ? draw.uniform(0.45, 1) : draw.uniform(0.35, 1);
  return Array.from({ length: count }, (_, index) => {
    // Interstitial disease lies on both sides, consolidation where it likes.
    const side = subtype === 'virus' ? index % 2 : draw.integer(2);
    const width = anatomy.lungWidth[side]!;
    const x = draw.uniform(0.3, 0.78) * width;
    const u = side === 0 ? -x : x;
    const v = draw.uniform(-0.4, anatomy.dome[side]! - 0.12);
    const size = subtype === 'virus' ? draw.uniform(0.3, 0.5) : draw.uniform(0.13, 0.34);
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

/** How far a point lies in an opacity, before the lung's borders cut it: 0 to 1. */
export function lesionExtent(lesion: Lesion, { u, v }: ChestPoint, texture: ValueNoise): number {
  const du = (u - lesion.u) / lesion.radius[0];
  const dv = (v - lesion.v) / lesion.radius[1];
  const distance = du * du + dv * dv;
  if (distance > 2.6) return 0;
  const [s, t] = lesion.texture;
  const stray = lesion.ragged * (texture(u * 5 + s, v * 5 + t) + 0.6 * texture(u * 11 + t, v * 11 + s));
  return lesion.kind === 'bacteria'
    ? smoothStep(1.25, 0.65, distance + stray)
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
  const [s, t] = lesion.texture;
  if (lesion.kind === 'bacteria') {
    return lesion.strength * 0.19 * (0.9 + 0.2 * texture(u * 14 + t, v * 14 + s));
  }
  const dx = x - 0.17;
  const dy = v - anatomy.hilum;
  const thick = streaks(u, dx * 1.1, dy * 1.1, Math.hypot(dx, dy) * 0.8, texture);
  const net = Math.abs(texture(u * 13 + s, v * 13 + t));
  return lesion.strength * (0.03 + 0.12 * thick + 0.14 * mix(1, 0, Math.min(1, 2.2 * net)));
}
