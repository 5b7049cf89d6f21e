import { PneumoError } from '@pneumo/core';
import { DTYPE_BYTES, decodeFloats } from './floatFormats.ts';
import type { SourceTensor, WeightSource } from './weightSource.ts';

/** A header longer than this is refused, as by the format's own library. */
const LARGEST_HEADER = 100_000_000;
const LARGEST_RANK = 16;

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** The tensors by name, in the order of their bytes. */
  tensors: WeightSource;
  /** The file's `__metadata__`; empty where it has none. */
  metadata: Record<string, string>;
}

interface Entry {
  name: string;
  dtype: string;
  shape: number[];
  begin: number;
  end: number;
}

/**
 * Reads a safetensors file (https://github.com/huggingface/safetensors): eight bytes with the length of
 * a JSON header, the header, and the tensors' bytes. Tensors are decoded when they are read: F32, F16,
 * BF16 and F64; others may be there.
 *
 * The file is taken as hostile: every length, shape and offset is checked before anything is read, and
 * the tensors must fill the bytes behind the header without gap or overlap.
 *
 * @param bytes - the whole file; tensors may be views of it
 * @returns tensors and metadata
 * @throws PneumoError `INVALID_SAFETENSORS` naming the tensor or the offset that does not hold
 *
 * @example
 * ```ts
 * const bytes = formatSafetensors(new Map([['fc.bias', { shape: [2], values: Float32Array.of(1, 2) }]]));
 * parseSafetensors(bytes).tensors.get('fc.bias')!.read(); // [1, 2]
 * ```
 */
export function parseSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, start } = readHeader(bytes);
  const size = bytes.length - start;
  const metadata = header.__metadata__ === undefined ? {} : checkMetadata(header.__metadata__);
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => checkEntry(name, value, size))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== covered) {
      throw invalid(
        `the tensor ${name} begins at byte ${begin} of the data; the one before it ends at ${covered}`,
        { tensor: name, begin, covered },
      );
    }
    covered = end;
  }
  if (covered !== size)
    throw invalid(`the tensors end at byte ${covered} of ${size} bytes of data`, { covered, size });
  const tensors = entries.map(({ name, dtype, shape, begin, end }): [string, SourceTensor] => [
    name,
    { shape, dtype, read: () => decodeFloats(bytes.subarray(start + begin, start + end), dtype, name) },
  ]);
  return { tensors: new Map(tensors), metadata };
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) throw invalid(`the file has ${bytes.length} bytes; it begins with eight of length`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(LARGEST_HEADER))
    throw invalid(`the header's length is ${length}; at most ${LARGEST_HEADER} bytes are read`);
  const start = 8 + Number(length);
  if (start > bytes.length)
    throw invalid(`the header ends at byte ${start}; the file has ${bytes.length}`, { start });
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)));
  } catch (cause) {
    throw invalid(`the header (bytes 8 to ${start}) is not JSON: ${(cause as Error).message}`, {}, cause);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw invalid('the header is no object of tensors');
  return { header: header as Record<string, unknown>, start };
}

function checkMetadata(value: unknown): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [['', value]];
  const odd = entries.find(([, text]) => typeof text !== 'string');
  if (odd !== undefined) throw invalid(`__metadata__ holds ${JSON.stringify(odd)}; expected texts by name`);
  return Object.fromEntries(entries) as Record<string, string>;
}

function checkEntry(name: string, value: unknown, size: number): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BYTES, dtype))
    throw invalid(`the tensor ${name} has the type ${JSON.stringify(dtype)}`, { tensor: name });
  if (!isSizes(shape) || shape.length > LARGEST_RANK)
    throw invalid(`the tensor ${name} has the shape ${JSON.stringify(shape)}`, { tensor: name });
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]! || offsets[1]! > size) {
    throw invalid(
      `the tensor ${name} has the offsets ${JSON.stringify(offsets)} within ${size} bytes of data`,
      { tensor: name },
    );
  }
  const needed = shape.reduce((product, length) => product * length, DTYPE_BYTES[dtype]!);
  const [begin, end] = offsets as [number, number];
  if (needed !== end - begin) {
    throw invalid(
      `the tensor ${name}, ${dtype} of shape [${shape.join(', ')}], takes ${needed} bytes and has ${end - begin}`,
      { tensor: name, needed, has: end - begin },
    );
  }
  return { name, dtype, shape, begin, end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function invalid(what: string, details: Record<string, unknown> = {}, cause?: unknown): PneumoError {
  return new PneumoError(
    'INVALID_SAFETENSORS',
    `This is no valid safetensors file: ${what}. It is torn, forged or of another format; get it again from its source.`,
    { details, cause },
  );
}
