import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  auditSamples,
  binaryLabel,
  checkSplit,
  classWeights,
  splitByPatient,
  splitStudy,
} from '@pneumo/data';
import { buildPixelCache, readFolder } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';

const root = process.env.PNEUMO_CHEST_XRAY;
const study = {
  train: { NORMAL: 1079, PNEUMONIA: 3106 },
  val: { NORMAL: 270, PNEUMONIA: 777 },
  test: { NORMAL: 234, PNEUMONIA: 390 },
};

describe('the Chest X-Ray Pneumonia set', () => {
  it.skipIf(!root)(
    'has the counts that its description says (needs PNEUMO_CHEST_XRAY, the folder of the set)',
    async () => {
      const data = await readFolder(root!);
      expect(data.warnings).toEqual([]);
      const byNumber = await readFolder(root!, { patientRule: { kind: 'number' } });
      const rows = data.samples.map((sample) => ({ sample, width: 1, height: 1, channels: 1, bytes: 1 }));
      const { images, counts, patients } = auditSamples(rows);
      expect(images).toBe(5856);
      const of = (split: string, label: string): number =>
        counts.reduce((sum, one) => sum + (one.split === split && one.label === label ? one.images : 0), 0);
      expect([
        of('train', 'NORMAL'),
        of('train', 'PNEUMONIA'),
        of('val', 'NORMAL'),
        of('val', 'PNEUMONIA'),
      ]).toEqual([1341, 3875, 8, 8]);
      expect([of('test', 'NORMAL'), of('test', 'PNEUMONIA')]).toEqual([234, 390]);
      expect([
        patients.personType.patients,
        patients.personType.withSeveral,
        patients.personType.acrossSplits,
      ]).toEqual([4097, 726, 0]);
      expect([patients.number.patients, patients.number.withSeveral, patients.number.acrossSplits]).toEqual([
        3118, 1185, 170,
      ]);

      const byImage = splitStudy(data.samples, { seed: 1 });
      expect(checkSplit(byImage, data.samples).counts).toEqual(study);
      const labelOf = new Map(data.samples.map((sample) => [sample.id, binaryLabel(sample)]));
      const { negative, positive } = classWeights(byImage.train.map((id) => labelOf.get(id)!));
      expect([negative.toFixed(2), positive.toFixed(2)]).toEqual(['1.94', '0.67']);

      const byPatient = splitByPatient(data.samples, { seed: 1 });
      expect(checkSplit(byPatient, data.samples)).toMatchObject({ counts: study, sharedPatients: [] });
      expect(byPatient.leftOut).toEqual([]);

      const cautious = splitByPatient(byNumber.samples, { seed: 1 });
      expect(checkSplit(cautious, byNumber.samples).sharedPatients).toEqual([]);
      expect(new Set(cautious.leftOut.map(({ patient }) => patient)).size).toBe(170);
    },
  );

  it.skipIf(!root)(
    'is decoded without one bad file (needs PNEUMO_CHEST_XRAY)',
    async () => {
      const data = await readFolder(root!);
      const cacheDir = mkdtempSync(join(tmpdir(), 'pneumo-'));
      try {
        const cache = await buildPixelCache(data.samples, { root: data.root, size: 32, cacheDir });
        expect(cache.ids).toHaveLength(5856);
        expect(cache.skipped).toEqual([]);
      } finally {
        rmSync(cacheDir, { recursive: true });
      }
    },
    120_000,
  );
});
