import { sha256 } from '@pneumo/core';
import type { Checkpoint, HostTensors } from './checkpoint.ts';
import { CHECKSUM_PLACEHOLDER } from './checksum.ts';
import { formatSafetensors } from './safetensors.ts';

/**
 * Writes a checkpoint as one safetensors file, which Python's `safetensors` reads as well. Tensors are
 * named `weights/…`, `optimiser/slot/…`, `best/…` and `average/…`; the metadata holds `sha256`, `schemaVersion` and
 * `checkpoint`, all else as JSON. The checksum is that of the whole file with these 64 characters zero.
 *
 * @param checkpoint - what `fit` hands to a store
 * @returns the file's bytes
 *
 * @example
 * ```ts
 * const parts = { weights: { w: { shape: [2], values: Float32Array.of(1, 2) } }, optimiser: {}, best: {} };
 * const sums = { loss: 0, images: 0, gradientNorm: 0, learningRate: 0, seconds: 0 };
 * const checkpoint: Checkpoint = {
 *   schemaVersion: CHECKPOINT_SCHEMA_VERSION,
 *   modelFingerprint: '',
 *   settings: {
 *     seed: 1,
 *     epochs: 1,
 *     batchesPerEpoch: 1,
 *     optimiser: { name: 'adam' },
 *     schedule: { kind: 'constant', learningRate: 0.001 },
 *     clipNorm: null,
 *     earlyStopping: null,
 *     best: { monitor: 'trainLoss', mode: 'min' },
 *   },
 *   state: { epoch: 0, batch: 0, step: 0, sums, history: [], schedule: null, earlyStopping: null, best: null },
 *   engine: null,
 *   versions: {},
 *   ...parts,
 * };
 * const bytes = await serialiseCheckpoint(checkpoint);
 * const back = await parseCheckpoint(bytes, 'memory');
 * Array.from(back.weights.w!.values); // [1, 2]
 * ```
 */
export async function serialiseCheckpoint(checkpoint: Checkpoint): Promise<Uint8Array> {
  const { weights, optimiser, best, average = {}, schemaVersion, ...rest } = checkpoint;
  const bytes = formatSafetensors({
    metadata: {
      sha256: CHECKSUM_PLACEHOLDER,
      format: 'pneumo-checkpoint',
      schemaVersion: String(schemaVersion),
      checkpoint: JSON.stringify(rest),
    },
    tensors: {
      ...prefixed('weights', weights),
      ...prefixed('optimiser', optimiser),
      ...prefixed('best', best),
      ...prefixed('average', average),
    },
  });
  const checksum = await sha256(bytes);
  bytes.set(new TextEncoder().encode(checksum), checksumOffset(bytes));
  return bytes;
}

function prefixed(prefix: string, tensors: HostTensors): HostTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]));
}

/** Where the checksum stands in a file whose header begins with it. */
function checksumOffset(bytes: Uint8Array): number {
  return new TextDecoder().decode(bytes.subarray(8, 128)).indexOf(CHECKSUM_PLACEHOLDER) + 8;
}
