import { patientReader, subtypeOf } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';

describe('patientReader', () => {
  it.each([
    ['person100_bacteria_475.jpeg', 'person100_bacteria', 'person100'],
    ['person6_virus_7.jpeg', 'person6_virus', 'person6'],
    // The one name of the set with a number more.
    ['person1371_virus_2362_1.jpeg', 'person1371_virus', 'person1371'],
    ['IM-0115-0001.jpeg', 'IM-0115', 'IM-0115'],
    ['IM-0011-0001-0002.jpeg', 'IM-0011', 'IM-0011'],
    ['NORMAL2-IM-1427-0001.jpeg', 'NORMAL2-IM-1427', 'NORMAL2-IM-1427'],
  ])('reads %s as %s, and as %s by the number', (name, byType, byNumber) => {
    const id = `train/NORMAL/${name}`;
    expect(patientReader({ kind: 'person-type' })(id)).toEqual({ patient: byType, matched: true });
    expect(patientReader({ kind: 'number' })(id)).toEqual({ patient: byNumber, matched: true });
  });

  it.each([
    'scan.jpeg',
    'person_bacteria_1.png',
    'xperson1_virus_2.jpeg',
    'IM-12.jpeg',
    'person3_fungus_1.jpeg',
  ])('takes %s for a patient of its own', (name) => {
    expect(patientReader({ kind: 'person-type' })(`val/NORMAL/${name}`)).toEqual({
      patient: `val/NORMAL/${name.slice(0, name.lastIndexOf('.'))}`,
      matched: false,
    });
  });

  it('keeps unread names of two folders apart', () => {
    const read = patientReader({ kind: 'person-type' });
    expect(read('train/NORMAL/1.png').patient).not.toBe(read('test/NORMAL/1.png').patient);
  });

  it('takes the first group of a regular expression in the file name', () => {
    const read = patientReader({ kind: 'regexp', pattern: '^([a-z]+)\\d' });
    expect(read('train/NORMAL/abc12.png')).toEqual({ patient: 'abc', matched: true });
    expect(read('train/NORMAL/12.png')).toEqual({ patient: 'train/NORMAL/12', matched: false });
  });

  it.each([
    ['([', 'no regular expression'],
    ['^abc', 'has no group'],
    ['(?:a|b)', 'has no group'],
  ])('refuses the pattern %s', async (pattern, problem) => {
    const error = await errorOf(() => patientReader({ kind: 'regexp', pattern }));
    expect(error.code).toBe('INVALID_PATIENT_RULE');
    expect(error.message).toContain(problem);
  });

  it('reads a table by path or by file name', async () => {
    const rule = { kind: 'column', file: 'p.csv', column: 'child' } as const;
    const read = patientReader(rule, [
      { file: 'a.png', child: 'one' },
      { file: 'train/NORMAL/b.png', child: 'two' },
    ]);
    expect(read('train/NORMAL/a.png').patient).toBe('one');
    expect(read('train/NORMAL/b.png').patient).toBe('two');
    expect((await errorOf(() => read('train/NORMAL/c.png'))).code).toBe('PATIENT_MISSING');
  });

  it('refuses a table without the column, without lines, or with two patients for one file', async () => {
    const rule = { kind: 'column', file: 'p.csv', column: 'child' } as const;
    const problem = async (table?: Record<string, string>[]): Promise<string> =>
      (await errorOf(() => patientReader(rule, table))).message;
    expect(await problem([{ id: 'a', patient: 'x' }])).toContain("no column 'child'; it has id, patient");
    expect(await problem([])).toContain('has no lines');
    expect(
      await problem([
        { id: 'a', child: 'x' },
        { id: 'a', child: 'y' },
      ]),
    ).toContain('gives a two patients, x and y');
  });
});

describe('subtypeOf', () => {
  it('reads bacteria and virus from the name only', () => {
    expect(subtypeOf('train/PNEUMONIA/person1_bacteria_2.jpeg')).toBe('bacteria');
    expect(subtypeOf('train/PNEUMONIA/person1_virus_2.jpeg')).toBe('virus');
    expect(subtypeOf('person1_virus_2/PNEUMONIA/film.jpeg')).toBeUndefined();
  });
});
