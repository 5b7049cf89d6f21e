import type { Sample } from '@pneumo/data';
import fc from 'fast-check';

/** A sample with an id, a class and a patient. */
export function sample(
  id: string,
  label: 'NORMAL' | 'PNEUMONIA',
  patient = id,
  split?: Sample['split'],
): Sample {
  return { id, label, patient, source: 'test', ...(split && { split }) };
}

/** Samples of a class, each its own patient. */
export function films(
  label: 'NORMAL' | 'PNEUMONIA',
  count: number,
  split: Sample['split'] = 'train',
): Sample[] {
  return Array.from({ length: count }, (_, i) =>
    sample(`${split}/${label}/${i}.jpeg`, label, `${label}${i}`, split),
  );
}

/** Data sets with patients of one to five films, some of them in a given test set too, subtypes, and enough patients to split. */
export const dataSets = fc
  .record({
    normal: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 30 }),
    pneumonia: fc.array(fc.record({ films: fc.integer({ min: 1, max: 5 }), bacteria: fc.boolean() }), {
      minLength: 4,
      maxLength: 40,
    }),
    test: fc.array(fc.record({ patient: fc.nat(60), label: fc.boolean() }), { maxLength: 10 }),
  })
  .map(({ normal, pneumonia, test }) => {
    const samples: Sample[] = [];
    normal.forEach((count, p) => {
      for (let i = 0; i < count; i++)
        samples.push(sample(`train/n${p}-${i}`, 'NORMAL', `n${p}`, i % 3 === 2 ? 'val' : 'train'));
    });
    pneumonia.forEach(({ films: count, bacteria }, p) => {
      for (let i = 0; i < count; i++) {
        const film = sample(`train/p${p}-${i}`, 'PNEUMONIA', `p${p}`, 'train');
        samples.push({ ...film, columns: { subtype: bacteria ? 'bacteria' : 'virus' } });
      }
    });
    // Patients from 2 on, so that two of each class stay free of the test set.
    test.forEach(({ patient, label }, i) => {
      samples.push(
        sample(`test/${i}`, label ? 'PNEUMONIA' : 'NORMAL', `${label ? 'p' : 'n'}${patient + 2}`, 'test'),
      );
    });
    return samples;
  });
