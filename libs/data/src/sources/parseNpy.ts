import { PneumoError } from '@pneumo/core';

/** An array of a NumPy file. */
export interface NpyArray {
  /** Lengths of its axes. */
  shape: readonly number[];
  /** NumPy's name of the type without its byte order: `u1`, `u2`, `i8`, `f4`. */
  type: string;
  /** Its values in C order: the last axis changes fastest. */
  data:
    | Uint8Array
    | Int8Array
    | Uint16Array
    | Int16Array
    | Uint32Array
    | Int32Array
    | Float32Array
    | Float64Array;
}

const MAGIC = '\x93NUMPY';
const MAX_HEADER = 65_536;
const MAX_AXES = 8;

const TYPES = {
  u1: Uint8Array,
  i1: Int8Array,
  b1: Uint8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/**
 * Reads a NumPy array file, format 1 to 3 (NumPy's NEP 1). Objects are never read: they are pickles, which are programs.
 *
 * @param bytes - the file
 * @param name - for messages
 * @returns shape, type and values; the values share memory with `bytes` where their alignment allows it
 * @throws PneumoError `INVALID_NPY` naming the file and what is wrong with it
 *
 * @example
 * ```ts
 * const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }`.padEnd(117) + '\n';
 * const bytes = Uint8Array.from(`\x93NUMPY\x01\x00\x76\x00${header}\x07\x09`, (letter) => letter.charCodeAt(0));
 * [...parseNpy(bytes).data]; // [7, 9]
 * ```
 */
export function parseNpy(bytes: Uint8Array, name = 'array'): NpyArray {
  const fail = (problem: string): never => {
    throw new PneumoError('INVALID_NPY', `${name} ${problem}.`, { details: { name } });
  };
  if (bytes.length < 12 || latin1(bytes.subarray(0, 6)) !== MAGIC) fail('is no NumPy array file');
  const version = bytes[6]!;
  if (version < 1 || version > 3) fail(`has the format ${version}.${bytes[7]!}; 1 to 3 are read`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER || start + length > bytes.length)
    fail(`has a header of ${length} bytes in ${bytes.length}`);
  const { descr, fortran, shape } = parseHeader(latin1(bytes.subarray(start, start + length)), fail);
  const [, order, type = ''] =
    /^([<>|=])([a-z]\d+)$/.exec(descr) ?? fail(`has values of type ${descr.slice(0, 40)}; expected numbers`);
  const count = shape.reduce((product, axis) => product * axis, 1);
  if (!Number.isSafeInteger(count)) fail(`has the shape ${shape.join('×')}`);
  const wide = type === 'i8' || type === 'u8';
  if (!wide && !Object.hasOwn(TYPES, type))
    fail(`has values of type ${descr}; expected numbers of up to 64 bits`);
  const width = Number(type.slice(1));
  const from = start + length;
  if (bytes.length - from !== count * width)
    fail(`has ${bytes.length - from} bytes of values; ${shape.join('×')} of ${descr} are ${count * width}`);
  // A fresh copy where the values do not lie on their boundary, or in the other byte order.
  const swap = order === '>' && width > 1;
  const aligned = !swap && (bytes.byteOffset + from) % width === 0;
  const place = aligned
    ? { buffer: bytes.buffer, offset: bytes.byteOffset + from }
    : { buffer: copyOf(bytes, from, swap ? width : 1).buffer, offset: 0 };
  let data: NpyArray['data'];
  if (wide) {
    const long = new BigInt64Array(place.buffer as ArrayBuffer, place.offset, count);
    data = Int32Array.from({ length: count }, (_, i) => {
      const value = Number(long[i]!);
      return value >= -(2 ** 31) && value < 2 ** 31
        ? value
        : fail(`has the value ${value}, which is beyond 32 bits`);
    });
  } else {
    data = new TYPES[type as keyof typeof TYPES](place.buffer as ArrayBuffer, place.offset, count);
  }
  return { shape, type, data: fortran && shape.length > 1 ? inCOrder(data, shape) : data };
}

function parseHeader(
  text: string,
  fail: (problem: string) => never,
): { descr: string; fortran: boolean; shape: number[] } {
  const descr =
    /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1] ?? fail('has a header without a simple type');
  const fortran =
    /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1] ?? fail('has a header without its order');
  const axes = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1] ?? fail('has a header without a shape');
  const shape = axes
    .split(',')
    .map((axis) => axis.trim().replace(/L$/, ''))
    .filter((axis) => axis !== '')
    .map(Number);
  if (shape.length > MAX_AXES || !shape.every(Number.isSafeInteger))
    fail(`has the shape (${axes.slice(0, 60)})`);
  return { descr, fortran: fortran === 'True', shape };
}

function copyOf(bytes: Uint8Array, from: number, width: number): Uint8Array {
  const copy = new Uint8Array(bytes.length - from);
  copy.set(bytes.subarray(from));
  if (width > 1) {
    for (let i = 0; i < copy.length; i += width) copy.subarray(i, i + width).reverse();
  }
  return copy;
}

/** From Fortran's order, in which the first axis changes fastest. */
function inCOrder<T extends NpyArray['data']>(data: T, shape: readonly number[]): T {
  const result = data.slice() as T;
  const index = shape.map(() => 0);
  for (let at = 0; at < data.length; at++) {
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) place = place * shape[axis]! + index[axis]!;
    result[at] = data[place]!;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return result;
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
