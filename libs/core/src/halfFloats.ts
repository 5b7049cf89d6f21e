/**
 * Rounds float32 numbers to IEEE 754 half precision, to the nearest, ties to even. Numbers of 65,520 and more become
 * infinite; NaN stays NaN.
 *
 * @param values - any numbers
 * @returns the bits of each
 *
 * @example
 * ```ts
 * encodeHalves(Float32Array.of(1, -2, 65504)); // [15360, 49152, 31743]
 * ```
 */
export function encodeHalves(values: Float32Array): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < words.length; i++) halves[i] = halfBits(words[i]!);
  return halves;
}

/**
 * The numbers that half-precision bits stand for, exactly.
 *
 * @param halves - the bits of each
 * @param out - where the numbers go; a new array by default
 * @returns `out`
 *
 * @example
 * ```ts
 * decodeHalves(Uint16Array.of(15360, 49152, 1)); // [1, -2, 5.960464477539063e-8]
 * ```
 */
export function decodeHalves(halves: Uint16Array, out = new Float32Array(halves.length)): Float32Array {
  const numbers = halfNumbers();
  for (let i = 0; i < halves.length; i++) out[i] = numbers[halves[i]!]!;
  return out;
}

let table: Float32Array | undefined;

/** Every half-precision number by its bits. */
function halfNumbers(): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  });
  return table;
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
