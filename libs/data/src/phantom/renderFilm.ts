import { randomStream } from '@pneumo/core';
import { type Anatomy, drawAnatomy } from './anatomy.ts';
import { bonesAt } from './bones.ts';
import { chestPoint, locate } from './chestPoint.ts';
import { developFilm } from './developFilm.ts';
import { beyondBorder } from './beyondBorder.ts';
import { type Film, drawFilm } from './film.ts';
import { leadsAt } from './leads.ts';
import { type Lesion, type PneumoniaSubtype, drawLesions, lesionDensity, lesionExtent } from './lesions.ts';
import { bodyAt, softTissueAt } from './softTissue.ts';
import { valueNoise } from './valueNoise.ts';

/** Which film to draw. */
export interface FilmKey {
  /** The phantom's seed. */
  seed: number;
  /** The patient's number. */
  patient: number;
  /** The film's number. */
  film: number;
  /** The disease; undefined where there is none. */
  subtype: PneumoniaSubtype | undefined;
}

/** Everything that was drawn of a film at one size; all arrays have size × size entries. */
export interface RenderedFilm {
  /** Grey values as taken. */
  image: Uint8Array;
  /** The same film of the same child without disease. */
  healthy: Uint8Array;
  /** 255 in free lung, 0 elsewhere. */
  lung: Uint8Array;
  /** 255 in opacities, 0 elsewhere. */
  lesion: Uint8Array;
  /** How the film was taken. */
  film: Film;
  /** The opacities. */
  lesions: readonly Lesion[];
}

/** Draws one film: a pure function of its key and size. */
export function renderFilm(key: FilmKey, size: number): RenderedFilm {
  const { seed, patient, film: number, subtype } = key;
  const anatomy = drawAnatomy(seed, patient);
  const film = drawFilm(seed, patient, number);
  const lesions = subtype === undefined ? [] : drawLesions(seed, patient, number, anatomy, film, subtype);
  const { density, added, lung, lesion } = project(anatomy, film, lesions, seed, patient, size);
  const grain = randomStream(seed, 'phantom-grain', patient, number);
  const [image, healthy] = developFilm(film, density, added, size, grain);
  return { image, healthy, lung, lesion, film, lesions };
}

interface Projection {
  density: Float32Array;
  added: Float32Array;
  lung: Uint8Array;
  lesion: Uint8Array;
}

function project(
  anatomy: Anatomy,
  film: Film,
  lesions: readonly Lesion[],
  seed: number,
  patient: number,
  size: number,
): Projection {
  const texture = valueNoise(randomStream(seed, 'phantom-texture', patient));
  const density = new Float32Array(size * size);
  const added = new Float32Array(size * size);
  const lung = new Uint8Array(size * size);
  const lesion = new Uint8Array(size * size);
  const point = chestPoint();
  const cosine = Math.cos(film.turn) / film.scale;
  const sine = Math.sin(film.turn) / film.scale;
  for (let row = 0, at = 0; row < size; row++) {
    const dy = (2 * row + 1) / size - 1 - film.centre[1];
    for (let column = 0; column < size; column++, at++) {
      const dx = (2 * column + 1) / size - 1 - film.centre[0];
      locate(anatomy, film, dx * cosine - dy * sine, dx * sine + dy * cosine, point);
      const body = bodyAt(anatomy, film, point);
      density[at] =
        body === 0
          ? 0
          : softTissueAt(anatomy, film, point, body, texture) + bonesAt(anatomy, film, point, body);
      if (point.lung === 0 || beyondBorder(film, dx + film.centre[0], dy + film.centre[1])) continue;
      if (point.lung > 0.5) lung[at] = 255;
      for (const one of lesions) {
        const extent = point.lung * lesionExtent(one, point, texture);
        if (extent === 0) continue;
        added[at]! += extent * lesionDensity(one, anatomy, point, texture);
        if (extent > 0.5 && point.lung > 0.5) lesion[at] = 255;
      }
    }
  }
  if (film.leads.length > 0) leadsAt(film, density, size);
  return { density, added, lung, lesion };
}
