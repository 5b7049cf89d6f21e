import { readFile } from 'node:fs/promises';

/** The file beside the features: what they are, and a checksum for every sample that has some. */
export interface FeatureIndex {
  /** Version of the form. */
  schemaVersion: 1;
  /** SHA-256 of all that decides the features. */
  key: string;
  /** Samples that the store is for. */
  images: number;
  /** Bytes of one sample's features. */
  rowBytes: number;
  /** CRC-32 of the features of each sample that is filled. */
  checksums: number[];
}

/** Reads an index; whatever is no index of this key and form counts as none. */
export async function readFeatureIndex(
  path: string,
  expected: Pick<FeatureIndex, 'key' | 'images' | 'rowBytes'>,
): Promise<FeatureIndex | undefined> {
  try {
    const index = JSON.parse(await readFile(path, 'utf8')) as Partial<FeatureIndex> | null;
    const fits =
      index?.schemaVersion === 1 &&
      index.key === expected.key &&
      index.images === expected.images &&
      index.rowBytes === expected.rowBytes &&
      Array.isArray(index.checksums) &&
      index.checksums.length <= expected.images;
    return fits ? (index as FeatureIndex) : undefined;
  } catch {
    return undefined;
  }
}
