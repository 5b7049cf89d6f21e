import { randomStream } from '@pneumo/core';

/** How one film was taken: nothing of it depends on the label. */
export interface Film {
  /** Turn of the child on the film, in radians, counter-clockwise as seen. */
  turn: number;
  /** Magnification. */
  scale: number;
  /** Place of the middle of the chest on the film, from -1 to 1. */
  centre: readonly [number, number];
  /** Rotation of the trunk about its long axis: shifts heart and mediastinum to one side. */
  twist: number;
  /** Depth of the breath: 0 is full inspiration, 1 is expiration. */
  expiration: number;
  /** Where the arms go: their slope at the shoulder. */
  arms: number;
  /** Brightness: where mid-grey lies. */
  gamma: number;
  /** Grey values of the darkest and the brightest tissue, from 0 to 1. */
  window: readonly [number, number];
  /** How dark the lungs come out, and how much darker the left than the right: a turned child has one brighter lung. */
  airiness: readonly [both: number, difference: number];
  /** Scattered radiation that dulls the film. */
  scatter: number;
  /** Unevenness of the exposure: left to right, top to bottom. */
  heel: readonly [number, number];
  /** Strength of the grain, and of the cloudy unevenness. */
  noise: readonly [grain: number, cloud: number];
  /** Widths of the unexposed borders: left, top, right, bottom; 0 without. */
  border: readonly [number, number, number, number];
  /** Grey value of the border. */
  borderLevel: number;
  /** The side marker, if there is one. */
  marker: FilmMarker | undefined;
  /** Shadows that are no disease: nipples, folds, shadows of soft parts. */
  shadows: readonly Shadow[];
  /** Gas in the stomach: centre and radius, 0 without. */
  stomach: readonly [u: number, v: number, radius: number];
  /** Wires and tubes: the points of a quadratic curve. */
  leads: readonly (readonly [number, number, number, number, number, number])[];
}

/** A letter of lead on the film. */
export interface FilmMarker {
  /** The letter, as it stands on the film. */
  letter: 'L' | 'R';
  /** Left edge, from -1 to 1. */
  x: number;
  /** Upper edge, from -1 to 1. */
  y: number;
  /** Height, in units of half the film. */
  height: number;
  /** Grey value, from 0 to 1. */
  level: number;
}

/** A soft shadow on the chest. */
export interface Shadow {
  /** Place, in the anatomy's units. */
  u: number;
  /** Place, in the anatomy's units. */
  v: number;
  /** Half axes. */
  radius: readonly [number, number];
  /** Density added at its centre. */
  density: number;
}

/** Draws how a film of a patient was taken. */
export function drawFilm(seed: number, patient: number, film: number): Film {
  const draw = randomStream(seed, 'phantom-film', patient, film);
  const dark = draw.uniform(0.1, 0.24);
  return {
    turn: draw.uniform(-0.12, 0.12),
    scale: draw.uniform(0.82, 1.16),
    centre: [draw.uniform(-0.09, 0.09), draw.uniform(-0.06, 0.06)],
    twist: draw.uniform(-0.06, 0.06),
    expiration: draw.bernoulli(0.3) ? draw.uniform(0.4, 1) : draw.uniform(0, 0.4),
    arms: draw.uniform(-0.9, 1.6),
    gamma: Math.exp(draw.normal(0, 0.14)),
    window: [dark, draw.uniform(0.8, 1)],
    scatter: draw.uniform(0, 0.15),
    airiness: [draw.uniform(0.78, 1.1), draw.uniform(-0.2, 0.2)],
    heel: [draw.normal(0, 0.035), draw.normal(0, 0.03)],
    noise: [draw.uniform(0.006, 0.022), draw.uniform(0.01, 0.03)],
    border: drawBorder(draw),
    borderLevel: draw.bernoulli(0.92) ? draw.uniform(0, 0.05) : draw.uniform(0.9, 1),
    marker: drawMarker(draw),
    shadows: drawShadows(draw),
    stomach: draw.bernoulli(0.6)
      ? [draw.uniform(0.25, 0.5), draw.uniform(0.68, 0.85), draw.uniform(0.1, 0.22)]
      : [0, 0, 0],
    leads: Array.from(
      { length: draw.bernoulli(0.2) ? 1 + draw.integer(3) : 0 },
      () =>
        [
          draw.uniform(-1, 1),
          draw.uniform(-1, -0.6),
          draw.uniform(-0.8, 0.8),
          draw.uniform(-0.4, 0.4),
          draw.uniform(-0.9, 0.9),
          draw.uniform(-0.1, 1),
        ] as const,
    ),
  };
}

type Draw = ReturnType<typeof randomStream>;

function drawBorder(draw: Draw): readonly [number, number, number, number] {
  const side = (): number => (draw.bernoulli(0.5) ? draw.uniform(0.01, 0.07) : 0);
  const border = [side(), side(), side(), side()] as const;
  return draw.bernoulli(0.25) ? border : [0, 0, 0, 0];
}

function drawMarker(draw: Draw): FilmMarker | undefined {
  const height = draw.uniform(0.07, 0.14);
  const right = draw.bernoulli(0.75);
  // The child's right is the picture's left.
  const x = right ? draw.uniform(-0.95, -0.7) : draw.uniform(0.65, 0.87);
  const marker: FilmMarker = {
    letter: right ? 'R' : 'L',
    x,
    y: draw.bernoulli(0.8) ? draw.uniform(-0.95, -0.45) : draw.uniform(0.5, 0.85),
    height,
    level: draw.uniform(0.88, 1),
  };
  return draw.bernoulli(0.8) ? marker : undefined;
}

function drawShadows(draw: Draw): Shadow[] {
  const shadows: Shadow[] = [];
  if (draw.bernoulli(0.2)) {
    const v = draw.uniform(0.15, 0.35);
    const radius = draw.uniform(0.025, 0.045);
    const density = draw.uniform(0.03, 0.09);
    for (const side of [-1, 1]) {
      shadows.push({
        u: side * draw.uniform(0.36, 0.5),
        v: v + draw.uniform(-0.04, 0.04),
        radius: [radius, radius],
        density,
      });
    }
  }
  const soft = draw.integer(5);
  for (let i = 0; i < soft; i++) {
    const wide = draw.uniform(0.15, 0.5);
    shadows.push({
      u: draw.uniform(-0.7, 0.7),
      v: draw.uniform(-0.5, 0.6),
      radius: [wide, wide * draw.uniform(0.6, 1.8)],
      density: draw.uniform(-0.1, 0.12),
    });
  }
  return shadows;
}
