import { readFileSync } from 'node:fs';

/** What pydicom says: tools/reference/data/make_dicom_fixtures.py. */
export const dicomFixtures = JSON.parse(
  readFileSync(new URL('../fixtures/dicom.json', import.meta.url), 'utf8'),
) as {
  cases: { name: string; file: string; shape: number[]; stored: number[]; grey?: number[] }[];
  refused: { name: string; file: string; reason: string }[];
  extra: { aspect: string; highBit: { file: string; stored: number[] } };
};

/** The bytes of a fixture's file. */
export const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
