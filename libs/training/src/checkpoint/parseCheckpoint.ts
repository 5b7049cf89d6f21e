import { PneumoError } from '@pneumo/core';
import { CHECKPOINT_SCHEMA_VERSION } from './checkpoint.ts';
import type { Checkpoint, HostTensors } from './checkpoint.ts';
import { CHECKSUM_PLACEHOLDER, sha256 } from './checksum.ts';
import { parseSafetensors } from './safetensors.ts';

/**
 * Reads a checkpoint that `serialiseCheckpoint` wrote, and checks its checksum.
 *
 * @param bytes - the whole file
 * @param source - where the bytes come from, for messages
 * @returns the checkpoint, equal to the one that was written
 * @throws PneumoError `CORRUPT_FILE` when a byte is missing or changed or it is no checkpoint, and
 *   `CHECKPOINT_TOO_NEW` when a later version of this package wrote it
 *
 * @example
 * ```ts
 * const error = await parseCheckpoint(new Uint8Array(3), 'torn.safetensors').catch((e: PneumoError) => e);
 * (error as PneumoError).code; // 'CORRUPT_FILE'
 * ```
 */
export async function parseCheckpoint(bytes: Uint8Array, source: string): Promise<Checkpoint> {
  const corrupt = (problem: string, cause?: unknown): PneumoError =>
    new PneumoError('CORRUPT_FILE', `${source} ${problem}.`, { cause, details: { source } });
  const { metadata, tensors } = parseSafetensors(bytes, source);
  if (metadata['format'] !== 'pneumo-checkpoint') throw corrupt('is a safetensors file, but no checkpoint of a training');
  const version = Number(metadata['schemaVersion']);
  if (version > CHECKPOINT_SCHEMA_VERSION) {
    throw new PneumoError(
      'CHECKPOINT_TOO_NEW',
      `${source} has checkpoint schema version ${version}; this version of @pneumo/training reads up to ${CHECKPOINT_SCHEMA_VERSION}. Update @pneumo/training.`,
      { details: { source, version } },
    );
  }
  if (version !== CHECKPOINT_SCHEMA_VERSION) throw corrupt(`has the unknown schema version '${metadata['schemaVersion']}'`);

  const stored = metadata['sha256'] ?? '';
  const offset = new TextDecoder('latin1').decode(bytes.subarray(8, 128)).indexOf(stored) + 8;
  const zeroed = bytes.slice();
  zeroed.set(new TextEncoder().encode(CHECKSUM_PLACEHOLDER), stored.length === 64 && offset >= 8 ? offset : 8);
  if ((await sha256(zeroed)) !== stored) throw corrupt('does not match its checksum; it was changed or damaged');

  let rest: Omit<Checkpoint, 'schemaVersion' | 'weights' | 'optimiser' | 'best'>;
  try {
    rest = JSON.parse(metadata['checkpoint'] ?? '') as typeof rest;
  } catch (cause) {
    throw corrupt('has no readable state', cause);
  }
  return {
    schemaVersion: version,
    ...rest,
    weights: withPrefix('weights/', tensors),
    optimiser: withPrefix('optimiser/', tensors),
    best: withPrefix('best/', tensors),
  };
}

function withPrefix(prefix: string, tensors: HostTensors): HostTensors {
  const entries = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
