import { checkSplit, formatSplit, parseSplit, type Sample, type SplitPart, splitGiven } from '@pneumo/data';
import { describe, expect, it } from 'vitest';

const film = (id: string, split?: SplitPart, patient = id): Sample => ({
  id,
  label: id < 'c' ? 'NORMAL' : 'PNEUMONIA',
  patient,
  source: 'demo',
  ...(split && { split }),
});
const films = [film('d', 'val'), film('b', 'train'), film('c', 'train'), film('a', 'test')];

describe('splitGiven', () => {
  it('is what the data say, whatever the order in which they come', async () => {
    const split = splitGiven(films);
    expect(split).toMatchObject({ name: 'given', train: ['b', 'c'], val: ['d'], test: ['a'], leftOut: [] });
    expect(splitGiven(films.toReversed())).toEqual(split);
    expect(await parseSplit(await formatSplit(split))).toEqual(split);
  });

  it('draws nothing, so that a patient on both sides is found and refused', () => {
    const shared = [...films, film('e', 'val', 'c')];
    expect(() => checkSplit(splitGiven(shared), shared)).toThrow(/c/);
    expect(checkSplit(splitGiven(shared), shared, { allowLeaks: true }).sharedPatients).toHaveLength(1);
  });

  it('refuses images without a part and parts without images', () => {
    expect(() => splitGiven([...films, film('x')])).toThrow('in which part x stands');
    expect(() => splitGiven(films.filter(({ split }) => split !== 'val'))).toThrow('give no val part');
  });
});
