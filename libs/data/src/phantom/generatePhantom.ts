import { type PixelImage, PneumoError, checkInteger, checkNumber, pixelImage } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import type { Phantom, PhantomFacts, PhantomOptions } from './phantom.ts';
import { phantomPatients } from './phantomPatients.ts';
import { type FilmKey, type RenderedFilm, renderFilm } from './renderFilm.ts';

/**
 * Generates synthetic frontal chest films of children, for tests, demonstrations and explanations
 * whose truth is known: no patient's data, no licence, no download. A film is a pure function of
 * seed, patient and film, drawn when first asked for and then kept. About three children in five
 * have pneumonia, two of these a consolidation for one with a diffuse interstitial pattern; position,
 * exposure, grain, borders, markers, thymus, nipples and leads are the same in both classes.
 *
 * @param options - seed and, if wanted, number of patients, size and shares
 * @returns samples with label, patient, given split and subtype; pixels and masks by id
 * @throws PneumoError `INVALID_ARGUMENT` when an option is out of bounds
 *
 * @example
 * ```ts
 * const phantom = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * phantom.samples[0].id; // 'phantom/p0001/f1'
 * phantom.get('phantom/p0001/f1').data.length; // 1024
 * ```
 */
export function generatePhantom(options: PhantomOptions): Phantom {
  const { seed, patients = 300, size = 64, pneumoniaFraction = 0.6, testFraction = 0.2 } = options;
  checkInteger('seed', seed, { min: 0 });
  checkInteger('patients', patients, { min: 10, max: 100_000 });
  checkInteger('size', size, { min: 32, max: 1024 });
  checkNumber('pneumoniaFraction', pneumoniaFraction, { min: 0.1, max: 0.9 });
  checkNumber('testFraction', testFraction, { min: 0, max: 0.5 });

  const samples: Sample[] = [];
  const keys = new Map<string, FilmKey>();
  for (const { number, subtype, split, films } of phantomPatients(
    seed,
    patients,
    pneumoniaFraction,
    testFraction,
  )) {
    const patient = `p${String(number + 1).padStart(4, '0')}`;
    for (let film = 1; film <= films; film++) {
      const id = `phantom/${patient}/f${film}`;
      keys.set(id, { seed, patient: number, film, subtype });
      samples.push({
        id,
        label: subtype === undefined ? 'NORMAL' : 'PNEUMONIA',
        patient,
        source: 'phantom',
        split,
        ...(subtype === undefined ? {} : { columns: { subtype } }),
      });
    }
  }

  // Films are kept; of the rest (masks, twin, facts) only that of the film drawn last.
  const images = new Map<string, Uint8Array>();
  let last: { id: string; film: RenderedFilm } | undefined;
  const render = (id: string): RenderedFilm => {
    if (last?.id === id) return last.film;
    const key = keys.get(id);
    if (key === undefined) {
      throw new PneumoError(
        'UNKNOWN_SAMPLE',
        `The phantom has no film '${id}'; expected an id of its samples.`,
        {
          details: { id },
        },
      );
    }
    last = { id, film: renderFilm(key, size) };
    images.set(id, last.film.image);
    return last.film;
  };
  const picture = (data: Uint8Array): PixelImage<Uint8Array> => pixelImage(size, size, 1, data);

  return {
    size,
    samples,
    get: (id) => picture(images.get(id) ?? render(id).image),
    lungMask: (id) => picture(render(id).lung),
    lesionMask: (id) => picture(render(id).lesion),
    healthyTwin: (id) => picture(render(id).healthy),
    facts: (id) => factsOf(render(id)),
  };
}

function factsOf({ film, lesions }: RenderedFilm): PhantomFacts {
  const { marker } = film;
  return {
    rotation: (film.turn * 180) / Math.PI,
    scale: film.scale,
    centre: [(film.centre[0] + 1) / 2, (film.centre[1] + 1) / 2],
    expiration: film.expiration,
    marker: marker && {
      letter: marker.letter,
      x: (marker.x + 1) / 2,
      y: (marker.y + 1) / 2,
      width: (marker.height * 5) / 14,
      height: marker.height / 2,
    },
    border: film.border,
    lesions: lesions.map(({ strength }) => strength),
  };
}
