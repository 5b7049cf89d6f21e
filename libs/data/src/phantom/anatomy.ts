import { randomStream } from '@pneumo/core';

/**
 * The chest of one child, in units of half the film's width at magnification 1: u to the right of the
 * picture (the child's left), v down, the middle of the chest at (0, 0).
 */
export interface Anatomy {
  /** Half width of the trunk at the level of the diaphragm. */
  trunk: number;
  /** Half width of the neck. */
  neck: number;
  /** Height of the shoulders. */
  shoulders: number;
  /** Largest distance of the outer border of the lungs from the midline: right, left. */
  lungWidth: readonly [number, number];
  /** Outer border of the lungs from apex to base in {@link PROFILE_STEPS} steps, as a part of their width. */
  lungProfile: Float64Array;
  /** Height of the apices. */
  apex: number;
  /** Height of the tops of the diaphragm in full inspiration: right, left. */
  dome: readonly [number, number];
  /** How much the diaphragm falls towards the side. */
  domeCurve: number;
  /** Half width of the upper mediastinum. */
  mediastinum: number;
  /** How far the thymus widens the upper mediastinum; 0 without one. */
  thymus: number;
  /** Which sides the thymus shows on: right, left. */
  thymusSides: readonly [number, number];
  /** Centre of the heart. */
  heart: readonly [u: number, v: number];
  /** Half axes of the heart. */
  heartSize: readonly [number, number];
  /** Direction of the heart's long axis: cosine and sine. */
  heartAxis: readonly [number, number];
  /** Distance from rib to rib. */
  ribSpacing: number;
  /** Where the ribs begin, as a part of their distance. */
  ribPhase: number;
  /** How far the posterior ribs slope. */
  ribSlope: number;
  /** Density of the ribs. */
  ribDensity: number;
  /** Height of the clavicles at the midline. */
  clavicle: number;
  /** Slope of the clavicles: negative rises to the side. */
  clavicleSlope: number;
  /** Height of the hila. */
  hilum: number;
  /** Strength of hila and vessels. */
  vessels: number;
  /** Thickness of the chest wall: how much the lungs' darkness is dulled. */
  wall: number;
}

/** Length of {@link Anatomy.lungProfile} minus 1. */
export const PROFILE_STEPS = 512;

/** Draws the anatomy of a patient. Nothing of it depends on the label. */
export function drawAnatomy(seed: number, patient: number): Anatomy {
  const draw = randomStream(seed, 'phantom-anatomy', patient);
  const width = draw.uniform(0.66, 0.78);
  const domeTop = draw.uniform(0.46, 0.6);
  const cardiothoracic = draw.uniform(0.42, 0.54);
  const thymus = draw.bernoulli(0.3) ? draw.uniform(0.05, 0.16) : 0;
  return {
    trunk: width + draw.uniform(0.12, 0.26),
    neck: draw.uniform(0.22, 0.3),
    shoulders: draw.uniform(-0.95, -0.8),
    lungWidth: [width * draw.uniform(0.97, 1.03), width * draw.uniform(0.95, 1.02)],
    lungProfile: lungProfile(draw.uniform(0.36, 0.48)),
    apex: draw.uniform(-0.84, -0.72),
    dome: [domeTop - draw.uniform(0, 0.05), domeTop + draw.uniform(0, 0.05)],
    domeCurve: draw.uniform(0.12, 0.24),
    mediastinum: draw.uniform(0.11, 0.155),
    thymus,
    thymusSides: draw.bernoulli(0.5) ? [1, draw.uniform(0, 1)] : [draw.uniform(0, 1), 1],
    heart: [draw.uniform(0.08, 0.14), domeTop - draw.uniform(0.16, 0.22)],
    heartSize: [width * cardiothoracic * draw.uniform(1.04, 1.16), draw.uniform(0.27, 0.33)],
    heartAxis: axis(draw.uniform(0.55, 0.95)),
    ribSpacing: draw.uniform(0.15, 0.19),
    ribPhase: draw.uniform(),
    ribSlope: draw.uniform(0.18, 0.42),
    ribDensity: draw.uniform(0.4, 0.8),
    clavicle: draw.uniform(-0.76, -0.64),
    clavicleSlope: draw.uniform(-0.28, 0.02),
    hilum: draw.uniform(-0.12, 0.02),
    vessels: draw.uniform(0.5, 1),
    wall: draw.uniform(0.85, 1.1),
  };
}

/** A dome over a flat base; the smaller the exponent, the squarer the shoulders. */
function lungProfile(exponent: number): Float64Array {
  return Float64Array.from(
    { length: PROFILE_STEPS + 1 },
    (_, i) => (1 - (1 - i / PROFILE_STEPS) ** 2.2) ** exponent,
  );
}

function axis(angle: number): readonly [number, number] {
  return [Math.cos(angle), Math.sin(angle)];
}
