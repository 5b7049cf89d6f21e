import { PneumoError, cutText, decodeHalves, encodeHalves } from '@pneumo/core';

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
  // Not by slice, which for Node's Buffer is no copy.
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset } = aligned;
  const length = bytes.byteLength / size;
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, length);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer, byteOffset, length));
    case 'F16':
      return decodeHalves(new Uint16Array(buffer, byteOffset, length));
    case 'BF16': {
      // The upper half of a float32.
      const words = Uint32Array.from(new Uint16Array(buffer, byteOffset, length), (bits) => bits << 16);
      return new Float32Array(words.buffer);
    }
    default:
      throw new PneumoError(
        'UNSUPPORTED_DTYPE',
        `The tensor ${cutText(name)} has numbers of type ${cutText(dtype)}; expected F32, F16, BF16 or F64.`,
        { details: { tensor: name, dtype } },
      );
  }
}

/** Floats in little-endian bytes of a smaller or the same type, rounded to the nearest, ties to even. */
export function encodeFloats(values: Float32Array, dtype: 'F32' | 'F16' | 'BF16'): Uint8Array {
  if (dtype === 'F32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (dtype === 'F16') return new Uint8Array(encodeHalves(values).buffer);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return new Uint8Array(Uint16Array.from(words, bfloatBits).buffer);
}

function bfloatBits(word: number): number {
  if ((word & 0x7fffffff) > 0x7f800000) return (word >>> 16) | 0x40; // NaN stays NaN
  return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
}
