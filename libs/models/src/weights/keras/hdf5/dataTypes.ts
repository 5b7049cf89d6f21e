import { invalidKerasFile } from '../invalidKerasFile.ts';
import type { ByteReader } from './ByteReader.ts';

const LARGEST_RANK = 8;
const CLASS = { integer: 0, float: 1, text: 3, variable: 9 };

/** The kind of a dataset's or an attribute's elements. */
export interface DataType {
  /** Safetensors' name of a floating-point type, `'text'`, `'variable text'`, or what else it is. */
  name: string;
  /** Bytes of one element. */
  size: number;
}

/** Bits of exponent and mantissa of the types that we read, little-endian. */
const FLOATS: Readonly<Record<string, string>> = {
  '8,23': 'F32',
  '11,52': 'F64',
  '5,10': 'F16',
  '8,7': 'BF16',
};

/** Reads the message of a type. */
export function readDataType(file: ByteReader, at: number): DataType {
  const kind = file.u8(at) & 15;
  const bits = file.u8(at + 1);
  const size = file.u32(at + 4);
  if (kind === CLASS.text) return { name: 'text', size };
  if (kind === CLASS.variable && (bits & 15) === 1) return { name: 'variable text', size };
  if (kind === CLASS.integer) return { name: `an integer of ${size} bytes`, size };
  if (kind !== CLASS.float) return { name: `HDF5's class ${kind}`, size };
  // Bits 0 and 6 tell the order of the bytes.
  const float = (bits & 0x41) === 0 ? FLOATS[`${file.u8(at + 13)},${file.u8(at + 15)}`] : undefined;
  const whole = { F32: 4, F64: 8, F16: 2, BF16: 2 }[float ?? ''];
  return { name: whole === size ? float! : `a float of ${size} bytes`, size };
}

/** Reads the message of a shape; null where there are no elements at all. */
export function readShape(file: ByteReader, at: number): number[] | null {
  const [version, rank] = [file.u8(at), file.u8(at + 1)];
  if ((version !== 1 && version !== 2) || rank > LARGEST_RANK)
    throw invalidKerasFile(`the shape at byte ${at} is of version ${version} with ${rank} axes`);
  if (version === 2 && file.u8(at + 3) === 2) return null;
  const first = at + (version === 1 ? 8 : 4);
  const shape = Array.from({ length: rank }, (_, axis) => file.u64(first + 8 * axis));
  const product = shape.reduce((a, b) => a * b, 1);
  if (shape.some((size) => size < 0) || !Number.isSafeInteger(product))
    throw invalidKerasFile(`the shape at byte ${at} is [${shape.join(', ')}]`);
  return shape;
}
