import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { checkInteger, decodeHalves, PneumoError, writeError } from '@pneumo/core';
import type { FeaturePrecision, FeatureStore } from '../../features/featureStore.ts';
import { removeLeftOvers } from '../leftOvers.ts';
import { writeFileAtomic } from '../writeFileAtomic.ts';
import { featureBytes } from './featureBytes.ts';
import { type FeatureIndex, readFeatureIndex } from './featureIndex.ts';
import { lockFeatures } from './featureLock.ts';
import { goodRows, readAt, writeAt } from './featureRowFile.ts';
import { checkRows, encodeRows } from './featureRows.ts';
import { markUse } from './featureUse.ts';
import { planFeatureStore } from './planFeatureStore.ts';

/** What {@link openFeatureStore} takes. */
export interface FeatureStoreOptions {
  /** The folder of the files; made where it is missing. */
  folder: string;
  /** All that decides the features beside ids and shape, as plain JSON: weights, pixels, policy, variant. */
  key: unknown;
  /** The samples, in the order in which their features will be appended. */
  ids: readonly string[];
  /** Rows, columns and channels of one sample's features. */
  shape: readonly [height: number, width: number, channels: number];
  /** How the features are kept. */
  precision: FeaturePrecision;
  /** Samples that are appended at once; what is filled when a store is opened again is a multiple of it, or all. 1 by default. */
  step?: number;
  /** Ends the checking of what is there. */
  signal?: AbortSignal;
}

/** Features in a file. */
export interface FeatureFile extends FeatureStore {
  /** The file of features; its index lies beside it. */
  readonly path: string;
  /** Bytes of the file when it is full. */
  readonly bytes: number;
  /** Closes the file; others may then fill it. */
  close(): Promise<void>;
}

/**
 * Opens a file of features, or begins one. What was filled before a process ended, however it ended, is there
 * again: every sample's features have a checksum, and those from the first on that do not fit theirs count as missing.
 *
 * @param options - folder, key, samples, shape and precision
 * @returns the store; close it when done
 * @throws PneumoError `FEATURES_BUSY` when another process fills the store; `NOT_WRITABLE`, `DISK_FULL`;
 *   `INVALID_ARGUMENT`. While reading: `FEATURES_BROKEN` when the file was cut short meanwhile
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const folder = await mkdtemp('/tmp/pneumo-example-');
 * const store = await openFeatureStore({ folder, key: 'demo', ids: ['a', 'b'], shape: [1, 1, 2], precision: 'float16' });
 * await store.append(Float32Array.of(1, 2, 3, 4.0001));
 * [...(await store.read(['b', 'a']))]; // [3, 4, 1, 2]
 * await store.close();
 * ```
 */
export async function openFeatureStore(options: FeatureStoreOptions): Promise<FeatureFile> {
  const { folder, ids, shape, precision, step = 1, signal } = options;
  checkInteger('step', step, { min: 1 });
  const { path, bytes: wholeBytes, key } = planFeatureStore(options);
  const images = ids.length;
  const rowBytes = featureBytes(1, shape, precision);
  const rowValues = featureBytes(1, shape, 'float32') / 4;
  const stem = path.slice(0, -'.bin'.length);
  const indexPath = `${stem}.json`;
  const place = new Map(ids.map((id, i) => [id, i]));
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeError(error, folder);
  });
  await removeLeftOvers(folder);
  const release = await markUse(stem);
  /** Checksums of what is there, whole steps of it; a store that another process fills is looked at again under the lock. */
  const look = async (onlyWhole: boolean): Promise<number[]> => {
    const index = await readFeatureIndex(indexPath, { key, images, rowBytes });
    if (!index || (onlyWhole && index.checksums.length < images)) return [];
    const good = await goodRows(path, index, signal);
    return good.length < images ? good.slice(0, good.length - (good.length % step)) : good;
  };
  let lock: (() => Promise<void>) | undefined;
  /** Once: later the lock may be another's. */
  const unlock = async (): Promise<void> => {
    const held = lock;
    lock = undefined;
    await held?.();
  };
  let checksums: number[];
  let file: FileHandle;
  try {
    checksums = await look(true);
    if (checksums.length < images) {
      lock = await lockFeatures(`${stem}.lock`);
      checksums = await look(false);
    }
    const whole = checksums.length === images;
    file = await open(path, whole ? 'r' : checksums.length === 0 ? 'w+' : 'r+');
    if (whole) await unlock();
    else await file.truncate(checksums.length * rowBytes);
  } catch (error) {
    await unlock();
    await release();
    throw writeError(error, path);
  }

  return {
    ids,
    shape,
    path,
    bytes: wholeBytes,
    get filled() {
      return checksums.length;
    },
    async append(values) {
      const count = values.length / rowValues;
      const first = checksums.length;
      if (!Number.isInteger(count) || count < 1 || first + count > images) {
        throw new PneumoError(
          'INVALID_ARGUMENT',
          `${values.length} values came, features of ${count} samples; expected ${rowValues} each, and at most ${images - first} samples more.`,
        );
      }
      const bytes = encodeRows(values, precision);
      checkRows(values, bytes, precision, (i) => ids[first + Math.floor(i / rowValues)]!);
      const added = Array.from({ length: count }, (_, i) =>
        crc32(bytes.subarray(i * rowBytes, (i + 1) * rowBytes)),
      );
      await writeAt(file, bytes, first * rowBytes, path);
      // The index says what counts: it comes last.
      const next: FeatureIndex = {
        schemaVersion: 1,
        key,
        images,
        rowBytes,
        checksums: [...checksums, ...added],
      };
      await writeFileAtomic(indexPath, JSON.stringify(next));
      checksums = next.checksums;
      if (checksums.length === images) await unlock();
    },
    async read(wanted) {
      const out = new Float32Array(wanted.length * rowValues);
      await Promise.all(
        wanted.map(async (id, i) => {
          const row = place.get(id);
          if (row === undefined || row >= checksums.length) {
            throw new PneumoError(
              'UNKNOWN_SAMPLE',
              `${id} has no features yet; the store holds ${checksums.length} samples.`,
              {
                details: { id },
              },
            );
          }
          const values = out.subarray(i * rowValues, (i + 1) * rowValues);
          // Row by row, so that one is decoded while the next are read.
          const stored = precision === 'float16' ? new Uint16Array(rowValues) : values;
          const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
          await readAt(file, bytes, row * rowBytes, path);
          if (stored instanceof Uint16Array) decodeHalves(stored, values);
        }),
      );
      return out;
    },
    async close() {
      await file.close();
      await unlock();
      await release();
    },
  };
}
