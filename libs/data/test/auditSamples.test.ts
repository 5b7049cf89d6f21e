import { auditSamples, type AuditRow } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';
import { sample } from './support/samples.ts';

const film = (
  id: string,
  label: 'NORMAL' | 'PNEUMONIA',
  patient: string,
  width: number,
  subtype?: string,
): AuditRow => ({
  sample: {
    ...sample(id, label, patient, id.split('/')[0] as 'train'),
    ...(subtype && { columns: { subtype } }),
  },
  width,
  height: 100,
  channels: width > 250 ? 3 : 1,
  bytes: width * 10,
});

const rows = [
  film('train/PNEUMONIA/person1_bacteria_1.jpeg', 'PNEUMONIA', 'person1_bacteria', 200, 'bacteria'),
  film('train/PNEUMONIA/person1_bacteria_2.jpeg', 'PNEUMONIA', 'person1_bacteria', 100, 'bacteria'),
  film('test/PNEUMONIA/person1_virus_1.jpeg', 'PNEUMONIA', 'person1_virus', 300, 'virus'),
  film('train/NORMAL/IM-0001-0001.jpeg', 'NORMAL', 'IM-0001', 150),
];

describe('auditSamples', () => {
  it('counts images and patients by part, class and subtype', () => {
    expect(auditSamples(rows).counts).toEqual([
      { split: 'train', label: 'NORMAL', images: 1, patients: 1 },
      { split: 'train', label: 'PNEUMONIA', subtype: 'bacteria', images: 2, patients: 1 },
      { split: 'test', label: 'PNEUMONIA', subtype: 'virus', images: 1, patients: 1 },
    ]);
  });

  it('counts a patient with images of both classes once in a part', () => {
    const normal = film('train/NORMAL/person1_bacteria_3.jpeg', 'NORMAL', 'person1_bacteria', 200);
    expect(auditSamples([...rows, normal]).partPatients).toEqual({ train: 2, test: 1 });
  });

  it('counts images by view where any image says its view, under any of its usual names', () => {
    const seen = (
      columns: Record<string, string>,
      label: 'NORMAL' | 'PNEUMONIA',
      patient: string,
    ): AuditRow => ({
      ...rows[0]!,
      sample: { ...sample(`train/${patient}`, label, patient, 'train'), columns },
    });
    const { views, words } = auditSamples([
      seen({ view: 'PA' }, 'NORMAL', 'a'),
      seen({ 'View Position': 'pa ' }, 'PNEUMONIA', 'a'),
      seen({ ViewPosition: 'AP' }, 'PNEUMONIA', 'b'),
      seen({ age: '3' }, 'NORMAL', 'c'),
    ]);
    const train = { split: 'train', images: 1, patients: 1 };
    expect(views).toEqual([
      { ...train, view: 'AP', normal: 0, pneumonia: 1 },
      { ...train, view: 'PA', normal: 1, pneumonia: 1, images: 2 },
      { ...train, view: 'unknown', normal: 1, pneumonia: 0 },
    ]);
    expect(words.at(-1)).toContain('1 AP (100.0 % PNEUMONIA), 2 PA (50.0 % PNEUMONIA)');
    expect(auditSamples(rows).views).toEqual([]);
  });

  it('gives ranges of sizes, aspects and channels', () => {
    const audit = auditSamples(rows);
    expect(audit.width).toEqual({ min: 100, median: 150, max: 300 });
    expect(audit.aspect).toEqual({ min: 1, median: 1.5, max: 3 });
    expect(audit.bytes).toEqual({ min: 1000, median: 1500, max: 3000 });
    expect(audit.channels).toEqual({ 1: 3, 3: 1 });
  });

  it('reads patients across parts in both ways and says so in words', () => {
    const { patients, words } = auditSamples(rows);
    expect(patients.personType).toEqual({
      patients: 3,
      withSeveral: 1,
      most: 2,
      acrossSplits: 0,
      examples: [],
    });
    expect(patients.number).toEqual({
      patients: 2,
      withSeveral: 1,
      most: 3,
      acrossSplits: 1,
      examples: ['person1'],
    });
    expect(words).toContain('No patient stands in more than one given part.');
    expect(words.at(-1)).toBe(
      'By the number alone 2 patients are counted and 1 stand in more than one given part.',
    );
  });

  it('refuses no rows', async () => {
    expect((await errorOf(() => auditSamples([]))).code).toBe('NO_IMAGES');
  });
});
