import { epochOrder, type Sample } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { epochSampling } from '../src/pipeline/epochSampling.ts';

/** Four healthy films of two patients, twelve ill ones of one patient at another site. */
const samples = Array.from({ length: 16 }, (_, i): Sample => ({
  id: `film-${String(i).padStart(2, '0')}`,
  patient: i < 3 ? 'a' : i < 4 ? 'b' : 'c',
  source: 'demo',
  label: i < 4 ? 'NORMAL' : 'PNEUMONIA',
  columns: { site: i < 8 ? 'north' : 'south', weight: i === 0 ? '3' : i < 4 ? '1' : '0' },
}));
const config = { sampling: 'shuffled', seed: 1, batchSize: 6, lastBatch: 'keep' } as const;
const counts = (sampling: string, keyOf: (sample: Sample) => string): Record<string, number> => {
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  const { order } = epochSampling({ ...config, sampling }, samples);
  const found: Record<string, number> = {};
  for (let epoch = 0; epoch < 6; epoch++)
    for (const id of order(epoch)) {
      const key = keyOf(byId.get(id)!);
      found[key] = (found[key] ?? 0) + 1;
    }
  return found;
};

describe('epochSampling', () => {
  it('goes through every image once, in the order of the epoch, unless asked otherwise', () => {
    const { order } = epochSampling(config, samples);
    const ids = samples.map(({ id }) => id);
    expect(order(3)).toEqual(epochOrder(ids, { seed: 1, epoch: 3 }));
  });

  it('draws classes, patients, or the values of a column equally often', () => {
    expect(counts('balanced', ({ label }) => label!)).toEqual({ NORMAL: 48, PNEUMONIA: 48 });
    expect(counts('column:site', ({ columns }) => columns!.site!)).toEqual({ north: 48, south: 48 });
    const patients = counts('patients', ({ patient }) => patient);
    for (const count of Object.values(patients)) expect(Math.abs(count - 32)).toBeLessThanOrEqual(6);
  });

  it('draws as often as a column of numbers says', () => {
    expect(counts('weights:weight', ({ id }) => id)).toEqual({
      'film-00': 48,
      'film-01': 16,
      'film-02': 16,
      'film-03': 16,
    });
  });

  it('says which labels are drawn, so that class weights balance what is left', () => {
    const share = (sampling: string): number => {
      const { labels } = epochSampling({ ...config, sampling }, samples);
      return labels.filter((label) => label === 1).length / labels.length;
    };
    expect([share('shuffled'), share('balanced')]).toEqual([0.75, 0.5]);
  });

  it('counts the batches of an epoch, with the last one kept, dropped or filled', () => {
    const batches = (lastBatch: 'keep' | 'drop' | 'pad') =>
      epochSampling({ ...config, lastBatch }, samples).batches;
    expect([batches('keep'), batches('drop'), batches('pad')]).toEqual([3, 2, 3]);
  });

  it('refuses a column that is missing or holds no weight, naming the image', () => {
    const draw = (sampling: string) => () => epochSampling({ ...config, sampling }, samples);
    expect(draw('column:hospital')).toThrow(
      "the column 'hospital', which film-00 lacks; it has site, weight",
    );
    expect(draw('weights:site')).toThrow("film-00 has 'north' there; expected a number of at least 0");
  });
});
