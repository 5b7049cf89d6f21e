import { join } from 'node:path';
import { checkInteger, checkOneOf, PneumoError } from '@pneumo/core';
import { sha256Hex } from '../hashFiles.ts';
import { featureBytes } from './featureBytes.ts';
import type { FeatureStoreOptions } from './openFeatureStore.ts';

/** Where a store will lie, and what it takes. */
export interface FeatureStorePlan {
  /** The file of features; its index lies beside it. */
  readonly path: string;
  /** Bytes of the file when it is full. */
  readonly bytes: number;
  /** SHA-256 of all that decides the features, 64 hexadecimal digits. */
  readonly key: string;
}

/**
 * Says which file {@link openFeatureStore} would open, without touching the disk.
 *
 * @param options - what the store would be opened with
 * @returns its file and size
 * @throws PneumoError `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * const plan = planFeatureStore({ folder: '/tmp', key: 'demo', ids: ['a', 'b'], shape: [1, 1, 2], precision: 'float16' });
 * plan.bytes; // 8
 * ```
 */
export function planFeatureStore(
  options: Pick<FeatureStoreOptions, 'folder' | 'key' | 'ids' | 'shape' | 'precision'>,
): FeatureStorePlan {
  const { folder, ids, shape, precision } = options;
  checkOneOf('precision', precision, ['float32', 'float16']);
  for (const size of shape) checkInteger('shape', size, { min: 1 });
  if (new Set(ids).size !== ids.length)
    throw new PneumoError('INVALID_ARGUMENT', 'ids names a sample twice; expected each once.');
  const key = sha256Hex(JSON.stringify([options.key, ids, shape, precision]));
  const path = join(folder, `features-${key.slice(0, 16)}.bin`);
  return { path, bytes: featureBytes(ids.length, shape, precision), key };
}
