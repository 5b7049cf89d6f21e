import { PneumoError, sha256 } from '@pneumo/core';
import { CHECKPOINT_SCHEMA_VERSION } from './checkpoint.ts';
import type { Checkpoint, HostTensors } from './checkpoint.ts';
import { CHECKSUM_PLACEHOLDER } from './checksum.ts';
import { parseSafetensors } from './safetensors.ts';

/**
 * Reads a checkpoint that `serialiseCheckpoint` wrote, and checks its checksum.
 *
 * @param file - the whole file
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
export async function parseCheckpoint(file: Uint8Array, source: string): Promise<Checkpoint> {
  // Node's Buffer is a Uint8Array whose slice shares its memory; a plain view copies.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  const corrupt = (problem: string, cause?: unknown): PneumoError =>
    new PneumoError('CORRUPT_FILE', `${source} ${problem}.`, { cause, details: { source } });
  const { metadata, tensors } = parseSafetensors(bytes, source);
  if (metadata['format'] !== 'pneumo-checkpoint')
    throw corrupt('is a safetensors file, but no checkpoint of a training');
  await checkChecksum(bytes, metadata['sha256'] ?? '', corrupt);
  const version = Number(metadata['schemaVersion']);
  if (version > CHECKPOINT_SCHEMA_VERSION) {
    throw new PneumoError(
      'CHECKPOINT_TOO_NEW',
      `${source} has checkpoint schema version ${version}; this version of @pneumo/training reads up to ${CHECKPOINT_SCHEMA_VERSION}. Update @pneumo/training.`,
      { details: { source, version } },
    );
  }
  if (version !== CHECKPOINT_SCHEMA_VERSION)
    throw corrupt(`has the unknown schema version '${metadata['schemaVersion']}'`);

  const rest = parseRest(metadata['checkpoint'] ?? '', corrupt);
  const average = withPrefix('average/', tensors);
  return {
    schemaVersion: version,
    ...rest,
    weights: withPrefix('weights/', tensors),
    optimiser: withPrefix('optimiser/', tensors),
    best: withPrefix('best/', tensors),
    ...(Object.keys(average).length > 0 && { average }),
  };
}

type Rest = Omit<Checkpoint, 'schemaVersion' | 'weights' | 'optimiser' | 'best'>;

/** Reads the JSON part; what the loop counts with is checked, as the file may come from anywhere. */
function parseRest(json: string, corrupt: (problem: string, cause?: unknown) => PneumoError): Rest {
  let rest: Rest;
  try {
    rest = JSON.parse(json) as Rest;
  } catch (cause) {
    throw corrupt('has no readable state', cause);
  }
  const state = rest?.state;
  const counts = [state?.epoch, state?.batch, state?.step];
  const { loss, images, gradientNorm, seconds, dataSeconds = 0 } = state?.sums ?? {};
  const sums = [loss, images, gradientNorm, seconds, dataSeconds];
  const whole =
    counts.every((count) => Number.isSafeInteger(count) && count! >= 0) &&
    sums.every((sum) => Number.isFinite(sum)) &&
    Array.isArray(state.history) &&
    state.history.length === state.epoch &&
    isObject(rest.settings) &&
    isObject(rest.versions);
  if (!whole) throw corrupt('has a state that no training could have written');
  return rest;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Sets the 64 characters of the checksum to zero in a copy, and hashes that. */
async function checkChecksum(
  bytes: Uint8Array,
  stored: string,
  corrupt: (problem: string) => PneumoError,
): Promise<void> {
  const zeroed = bytes.slice();
  const at = new TextDecoder('latin1').decode(bytes.subarray(8, 128)).indexOf(stored);
  if (!/^[0-9a-f]{64}$/.test(stored) || at < 0) throw corrupt('carries no checksum where one is expected');
  zeroed.fill(CHECKSUM_PLACEHOLDER.charCodeAt(0), 8 + at, 8 + at + CHECKSUM_PLACEHOLDER.length);
  if ((await sha256(zeroed)) !== stored)
    throw corrupt('does not match its checksum; it was changed or damaged');
}

function withPrefix(prefix: string, tensors: HostTensors): HostTensors {
  const entries = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
