import { randomStream } from '@pneumo/core';
import type { PneumoniaSubtype } from './lesions.ts';

/** What stands in a patient's file. */
export interface PhantomPatient {
  /** From 0. */
  number: number;
  /** The disease; undefined where there is none. */
  subtype: PneumoniaSubtype | undefined;
  /** The part that the set gives the patient. */
  split: 'train' | 'test';
  /** Number of films, 1 to 4. */
  films: number;
}

const BLOCK = 10;

/**
 * Lists the patients. Classes and test set are dealt out in shuffled blocks of ten, so that shares
 * hold from ten patients on and a patient's file does not depend on how many follow.
 */
export function phantomPatients(
  seed: number,
  patients: number,
  pneumoniaFraction: number,
  testFraction: number,
): PhantomPatient[] {
  const list: PhantomPatient[] = [];
  for (let block = 0; list.length < patients; block++) {
    const order = randomStream(seed, 'phantom-block', block).shuffle(
      Array.from({ length: BLOCK }, (_, i) => i),
    );
    const illBefore = Math.round(block * BLOCK * pneumoniaFraction);
    const ill = Math.round((block + 1) * BLOCK * pneumoniaFraction) - illBefore;
    const wellBefore = block * BLOCK - illBefore;
    for (let i = 0; i < BLOCK && list.length < patients; i++) {
      const number = list.length;
      const rank = order[i]!;
      const inClass = rank < ill ? illBefore + rank : wellBefore + rank - ill;
      const draw = randomStream(seed, 'phantom-patient', number);
      const chance = draw.uniform();
      list.push({
        number,
        subtype: rank < ill ? (draw.bernoulli(0.62) ? 'bacteria' : 'virus') : undefined,
        // The n-th of a class is given to the test set where the whole number of test patients grows.
        split:
          Math.floor((inClass + 1) * testFraction) > Math.floor(inClass * testFraction) ? 'test' : 'train',
        films: chance < 0.35 ? 1 : chance < 0.65 ? 2 : chance < 0.85 ? 3 : 4,
      });
    }
  }
  return list;
}
