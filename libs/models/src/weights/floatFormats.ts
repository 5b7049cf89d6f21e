import { PneumoError } from '@pneumo/core';

/** Bytes of one number of each type that safetensors files and PyTorch know. */
export const DTYPE_BYTES: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
};

/** Little-endian numbers of a floating-point type as float32; other types are refused. */
export function decodeFloats(bytes: Uint8Array, dtype: string, name: string): Float32Array {
  const size = DTYPE_BYTES[dtype] ?? 1;
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset } = aligned;
  const length = bytes.byteLength / size;
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, length);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer, byteOffset, length));
    case 'F16': {
      const table = halves();
      return Float32Array.from(new Uint16Array(buffer, byteOffset, length), (bits) => table[bits]!);
    }
    case 'BF16': {
      // The upper half of a float32.
      const words = Uint32Array.from(new Uint16Array(buffer, byteOffset, length), (bits) => bits << 16);
      return new Float32Array(words.buffer);
    }
    default:
      throw new PneumoError(
        'UNSUPPORTED_DTYPE',
        `The tensor ${name} has numbers of type ${dtype}; expected F32, F16, BF16 or F64.`,
        { details: { tensor: name, dtype } },
      );
  }
}

let table: Float32Array | undefined;

/** Every IEEE 754 half-precision number by its bits. */
function halves(): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  });
  return table;
}

/** Floats in little-endian bytes of a smaller or the same type, rounded to the nearest, ties to even. */
export function encodeFloats(values: Float32Array, dtype: 'F32' | 'F16' | 'BF16'): Uint8Array {
  if (dtype === 'F32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const encode = dtype === 'F16' ? halfBits : bfloatBits;
  return new Uint8Array(Uint16Array.from(words, encode).buffer);
}

function bfloatBits(word: number): number {
  if ((word & 0x7fffffff) > 0x7f800000) return (word >>> 16) | 0x40; // NaN stays NaN
  return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
}

function halfBits(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // rounds to 65,536 or more
  const exponent = (magnitude >>> 23) - 112;
  const fraction = (magnitude & 0x7fffff) | 0x800000;
  if (exponent >= 1) {
    const bits = (exponent << 10) + ((magnitude & 0x7fffff) >>> 13);
    return sign | roundEven(bits, fraction & 0x1fff, 0x1000);
  }
  if (exponent < -10) return sign;
  const shift = 14 - exponent;
  return sign | roundEven(fraction >>> shift, fraction & ((1 << shift) - 1), 1 << (shift - 1));
}

function roundEven(bits: number, rest: number, half: number): number {
  return rest > half || (rest === half && (bits & 1) === 1) ? bits + 1 : bits;
}
