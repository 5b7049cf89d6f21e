import { readFileSync } from 'node:fs';
import { renderGrey } from '@pneumo/data';
import { openDicomFolder } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';

const root = process.env.PNEUMO_DICOM;
/** What pydicom says: tools/reference/data/make_real_dicom_fixtures.py. */
const reference = JSON.parse(
  readFileSync(new URL('../../fixtures/realDicom.json', import.meta.url), 'utf8'),
) as {
  file: string;
  shape: number[];
  mean: number;
  view: string;
  places: number[];
  stored: number[];
  grey: number[];
}[];

describe('public chest radiographs', () => {
  it.skipIf(!root).each(reference)(
    'have the pixels of pydicom: $file (needs PNEUMO_DICOM, the folder of the files)',
    async ({ file, shape, mean, view, places, stored, grey }) => {
      const source = await openDicomFolder(root!, { patientKey: 'a key for a test only' });
      const opened = await source.open(file);
      const { width, height } = opened.pixels;
      const data = Array.from(opened.pixels.data);
      expect([height, width]).toEqual(shape);
      expect(data.reduce((sum, value) => sum + value, 0) / data.length).toBeCloseTo(mean, 1);
      // Decoders of lossy JPEG may differ by one.
      places.forEach((place, i) => expect(Math.abs(data[place]! - stored[i]!)).toBeLessThanOrEqual(1));
      const shown = renderGrey(opened).data;
      places.forEach((place, i) => expect(Math.abs(shown[place]! - grey[i]!)).toBeLessThanOrEqual(1.6));
      const sample = source.samples.find(({ id }) => id === file)!;
      expect(sample.columns?.view ?? '').toBe(view);
    },
  );
});
