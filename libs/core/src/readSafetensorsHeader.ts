import { cutText } from './cutText.ts';
import { showValue } from './showValue.ts';

/** Where a tensor of a safetensors file stands. */
export interface SafetensorsEntry {
  /** Its name. */
  readonly name: string;
  /** The type of its numbers, such as `'F32'`: a key of the types that were allowed. */
  readonly dtype: string;
  /** Sizes of its axes. */
  readonly shape: readonly number[];
  /** Its first byte in the file. */
  readonly begin: number;
  /** The byte behind its last. */
  readonly end: number;
}

/** What a safetensors file says about itself. */
export interface SafetensorsHeader {
  /** The tensors, in the order of their bytes. */
  readonly entries: readonly SafetensorsEntry[];
  /** The file's `__metadata__`; empty where it has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What {@link readSafetensorsHeader} accepts, and how it fails. */
export interface SafetensorsRules {
  /** Bytes of one number of each type that may come. */
  readonly dtypes: Readonly<Record<string, number>>;
  /** Longest header in bytes; 100,000,000 by default, as in the format's own library. */
  readonly headerBytes?: number;
  /** Most tensors; 100,000 by default, far more than the largest networks of the field have. */
  readonly tensors?: number;
  /** Most axes of a tensor; 16 by default. */
  readonly rank?: number;
  /**
   * Makes the error of what does not hold.
   *
   * @param problem - what came at which place or tensor, as a part of a sentence
   * @param facts - machine-readable details, and the error that led to this one
   */
  readonly invalid: (
    problem: string,
    facts: { details: Readonly<Record<string, unknown>>; cause?: unknown },
  ) => Error;
}

/**
 * Reads the header of a safetensors file (https://github.com/huggingface/safetensors): eight bytes with the
 * length of a JSON header, the header, and the tensors' bytes. No number of a tensor is touched.
 *
 * The file is taken as hostile: every length, shape and offset is checked before anything is read, and the
 * tensors must fill the bytes behind the header without gap or overlap.
 *
 * @param bytes - the whole file
 * @param rules - types and limits, and how to fail
 * @returns where the tensors stand, and the metadata
 * @throws what `rules.invalid` makes
 *
 * @example
 * ```ts
 * const text = new TextEncoder().encode('{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}');
 * const file = Uint8Array.of(text.length, 0, 0, 0, 0, 0, 0, 0, ...text, 7, 8, 9);
 * const invalid = (problem: string) => new PneumoError('CORRUPT_FILE', `The file is torn: ${problem}.`);
 * const { entries } = readSafetensorsHeader(file, { dtypes: { U8: 1 }, invalid });
 * Array.from(file.subarray(entries[0]!.begin, entries[0]!.end)); // [7, 8, 9]
 * ```
 */
export function readSafetensorsHeader(bytes: Uint8Array, rules: SafetensorsRules): SafetensorsHeader {
  const fail = failure(rules);
  const { header, start } = readJson(bytes, rules.headerBytes ?? 100_000_000, fail);
  const { __metadata__: metadata = {}, ...rest } = header;
  const names = Object.keys(rest);
  const most = rules.tensors ?? 100_000;
  if (names.length > most) fail(`it lists ${names.length} tensors; at most ${most} are read`);
  const size = bytes.length - start;
  const entries = names
    .map((name) => checkEntry(name, rest[name], size, rules, fail))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== covered) {
      fail(
        `the tensor ${cutText(name)} begins at byte ${begin} of the data; the one before it ends at ${covered} (gap or overlap)`,
        { tensor: name, begin, covered },
      );
    }
    covered = end;
  }
  if (covered !== size)
    fail(`the tensors end at byte ${covered} of ${size} bytes of data`, { covered, size });
  return {
    metadata: checkMetadata(metadata, fail),
    entries: entries.map((entry) => ({ ...entry, begin: start + entry.begin, end: start + entry.end })),
  };
}

type Fail = (problem: string, details?: Readonly<Record<string, unknown>>, cause?: unknown) => never;

function failure({ invalid }: SafetensorsRules): Fail {
  return (problem, details = {}, cause) => {
    throw invalid(problem, { details, ...(cause !== undefined && { cause }) });
  };
}

function readJson(
  bytes: Uint8Array,
  most: number,
  fail: Fail,
): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) return fail(`the file has ${bytes.length} bytes; it begins with eight of length`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(most)) return fail(`the header's length is ${length}; at most ${most} bytes are read`);
  const start = 8 + Number(length);
  if (start > bytes.length) {
    return fail(`the header ends at byte ${start}; the file has ${bytes.length}`, { start });
  }
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)));
  } catch (cause) {
    return fail(`the header (bytes 8 to ${start}) is not JSON: ${(cause as Error).message}`, {}, cause);
  }
  return isRecord(header) ? { header, start } : fail('the header is no object of tensors');
}

function checkMetadata(value: unknown, fail: Fail): Record<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : [['', value]];
  const odd = entries.find(([, text]) => typeof text !== 'string');
  if (odd !== undefined) fail(`__metadata__ holds ${showValue(odd)}; expected texts by name`);
  return Object.fromEntries(entries) as Record<string, string>;
}

function checkEntry(
  name: string,
  value: unknown,
  size: number,
  { dtypes, rank = 16 }: SafetensorsRules,
  fail: Fail,
): { name: string; dtype: string; shape: number[]; begin: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  const of = { tensor: name };
  const what = `the tensor ${cutText(name)}`;
  if (typeof dtype !== 'string' || !Object.hasOwn(dtypes, dtype)) {
    const known = Object.keys(dtypes);
    return fail(`${what} has the type ${showValue(dtype)}; expected ${known.join(', ')}`, of);
  }
  if (!isSizes(shape) || shape.length > rank) {
    return fail(`${what} has the shape ${showValue(shape)}; expected at most ${rank} whole numbers`, of);
  }
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]! || offsets[1]! > size) {
    return fail(`${what} has the offsets ${showValue(offsets)} within ${size} bytes of data`, of);
  }
  const needed = shape.reduce((product, length) => product * length, dtypes[dtype]!);
  const [begin, end] = offsets as [number, number];
  if (needed !== end - begin) {
    return fail(
      `${what}, ${dtype} of shape [${shape.join(', ')}], takes ${needed} bytes and has ${end - begin}`,
      { ...of, needed, has: end - begin },
    );
  }
  return { name, dtype, shape, begin, end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
