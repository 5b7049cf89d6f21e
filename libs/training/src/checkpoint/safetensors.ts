import { PneumoError } from '@pneumo/core';
import type { HostTensor, HostTensors } from './checkpoint.ts';

// The format: https://github.com/huggingface/safetensors. Files from outside are hostile, hence the caps.
/** A checkpoint's header holds its history and a line a tensor: some 100 kB. */
const MAX_HEADER_BYTES = 64 * 2 ** 20;
/** The largest networks of the field have a few thousand weights. */
const MAX_TENSORS = 100_000;
/** TensorFlow.js stops at 6 dimensions. */
const MAX_RANK = 6;

interface Entry {
  dtype: unknown;
  shape: unknown;
  data_offsets: unknown;
}

/** A safetensors file in memory: float32 tensors and text metadata. */
export interface Safetensors {
  /** Text by key. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Tensors by name. */
  readonly tensors: HostTensors;
}

/** Writes a safetensors file; the metadata comes first in the header, tensors follow in the order given. */
export function formatSafetensors({ metadata, tensors }: Safetensors): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { shape, values }]): [string, Entry] => [
    name,
    { dtype: 'F32', shape, data_offsets: [end, (end += values.byteLength)] },
  ]);
  // Not by assignment, in which the name __proto__ would be lost.
  const header = Object.fromEntries<unknown>([['__metadata__', metadata], ...entries]);
  const head = new TextEncoder().encode(JSON.stringify(header));
  // Readers map the data in place, so it starts at a multiple of 8; spaces are allowed behind the JSON.
  const padding = (8 - (head.length % 8)) % 8;
  const start = 8 + head.length + padding;
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length + padding), true);
  bytes.set(head, 8);
  bytes.fill(0x20, 8 + head.length, start);
  let offset = start;
  for (const { values } of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file of float32 tensors. Offsets must follow one another without gap or
 * overlap and end with the file.
 *
 * @throws PneumoError `CORRUPT_FILE` naming the source, the place and what was expected
 */
export function parseSafetensors(bytes: Uint8Array, source: string): Safetensors {
  const fail = (problem: string, cause?: unknown): never => {
    throw new PneumoError('CORRUPT_FILE', `${source} is not a whole safetensors file: ${problem}.`, {
      cause,
      details: { source },
    });
  };
  if (bytes.length < 8) fail(`it has ${bytes.length} bytes, less than the 8 of the header's length`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES))
    fail(`its header claims ${length} bytes; at most ${MAX_HEADER_BYTES} are read`);
  const start = 8 + Number(length);
  if (start > bytes.length) fail(`its header claims ${length} bytes, and ${bytes.length - 8} follow`);

  let header: Record<string, unknown>;
  try {
    header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)),
    ) as typeof header;
  } catch (cause) {
    return fail('its header is not JSON', cause);
  }
  if (!isRecord(header)) fail('its header is not a JSON object');
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    fail('its __metadata__ is not an object of strings');
  }
  const names = Object.keys(entries);
  if (names.length > MAX_TENSORS) fail(`it lists ${names.length} tensors; at most ${MAX_TENSORS} are read`);

  const available = bytes.length - start;
  const table = names.map((name) => checkEntry(name, entries[name], available, fail));
  let expected = 0;
  for (const { name, from, to } of [...table].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== expected)
      fail(`tensor '${name}' starts at ${from} where ${expected} was expected (gap or overlap)`);
    expected = to;
  }
  if (expected !== available)
    fail(`its tensors end at ${expected}, and ${available} bytes of data follow the header`);

  const tensors = Object.fromEntries(
    table.map(({ name, shape, from, to }): [string, HostTensor] => {
      // Copied byte by byte: the data of a file need not be aligned, and a Buffer's slice is no copy.
      const values = new Float32Array((to - from) / 4);
      new Uint8Array(values.buffer).set(bytes.subarray(start + from, start + to));
      return [name, { shape, values }];
    }),
  );
  return { metadata: metadata as Record<string, string>, tensors };
}

function checkEntry(name: string, entry: unknown, available: number, fail: (problem: string) => never) {
  if (!isRecord(entry)) return fail(`the entry of tensor '${name}' is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry as unknown as Entry;
  if (dtype !== 'F32') return fail(`tensor '${name}' is ${String(dtype)}; checkpoints hold F32`);
  if (!isSizes(shape) || shape.length > MAX_RANK) {
    return fail(
      `tensor '${name}' has the shape ${JSON.stringify(shape)}; expected at most ${MAX_RANK} whole numbers`,
    );
  }
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]! || offsets[1]! > available) {
    return fail(
      `tensor '${name}' has the offsets ${JSON.stringify(offsets)}; expected a range within ${available} bytes`,
    );
  }
  const [from, to] = offsets as [number, number];
  const size = shape.reduce((product, dimension) => product * dimension, 4);
  if (to - from !== size) {
    return fail(`tensor '${name}' of shape [${shape.join(', ')}] needs ${size} bytes and has ${to - from}`);
  }
  return { name, shape, from, to };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
