// The inner loops of grey bytes: bilinear resampling, passes that multiply, add and clip, noise, small blurs.
// AssemblyScript; build.mjs compiles it into src/native/greyKernelsBytes.ts.
// The arithmetic is that of src/geometry/resampleBilinear.ts and src/pixels, operation by operation: whole numbers,
// or floats that are rounded after each operation, so that both give the same bytes.

/** Floats of the noise's table. */
const QUANTILES: usize = 0x400;
/** The image's bytes. */
const SOURCE: usize = 0x4400;

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function clip(value: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, f32x4.splat(0)), f32x4.splat(255));
}

/** 1.5 × 2^13: what is added to it is rounded to 1024ths, of two the even one, which stand in the last bits. */
const COUNTING: f32 = 12288;
const COUNTED_NOTHING: i32 = 0x46400000;

/** 1024ths of values below 2^12, and COUNTED_NOTHING more. */
// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function counts(value: v128): v128 {
  return f32x4.add(value, f32x4.splat(COUNTING));
}

/** The nearest whole number, of two the even one, of what is below 2^22: added to 1.5 × 2^23 it stands in the last bits. */
// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function wholeOf(value: v128): v128 {
  return i32x4.sub(f32x4.add(value, f32x4.splat(12582912)), i32x4.splat(0x4b400000));
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function total(raw: v128, times: i32): f64 {
  const sum = i32x4.sub(raw, i32x4.splat(times * COUNTED_NOTHING));
  return <f64>(
    (<i64>i32x4.extract_lane(sum, 0) +
      <i64>i32x4.extract_lane(sum, 1) +
      <i64>i32x4.extract_lane(sum, 2) +
      <i64>i32x4.extract_lane(sum, 3))
  );
}

/** The upper 32 bits of four numbers of 2^-39: whole numbers of 2^-7; within the image. */
// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function within(one: v128, other: v128, most: v128): v128 {
  return i32x4.max_s(i32x4.min_s(v128.shuffle<i32>(one, other, 1, 3, 5, 7), most), i32x4.splat(0));
}

/** Pairs of weights for two neighbours, which sum to 128. */
// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function weightsOf(place: v128): v128 {
  const part = v128.and(place, i32x4.splat(127));
  return i32x4.add(i32x4.sub(i32x4.shl(part, 16), part), i32x4.splat(128));
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function progression(start: i64, step: i64): v128 {
  return i64x2.replace_lane(i64x2.splat(start), 1, start + step);
}

/**
 * `rows` × `columns` (at least 4) floats at `out`, from the bytes at SOURCE, `width` × `height`; multiplied, added
 * to and clipped. Returns their sum in 1024ths, each rounded. Places are whole numbers of 2^-32 pixels: `a`, `d` from
 * column to column, `b`, `e` from row to row; rounded to 2^-7, and moved to the border when beyond. They are less than
 * 2^15 pixels.
 */
export function image(
  width: i32,
  height: i32,
  out: usize,
  columns: i32,
  rows: i32,
  a: i64,
  b: i64,
  c: i64,
  d: i64,
  e: i64,
  f: i64,
  factor: f32,
  offset: f32,
): f64 {
  // The values have 14 bits behind the point.
  const factors = f32x4.splat(factor * <f32>0.00006103515625);
  const offsets = f32x4.splat(offset);
  const mostX = i32x4.splat((width - 1) << 7);
  const mostY = i32x4.splat((height - 1) << 7);
  const widths = i32x4.splat(width);
  const back = (columns & 3) - 4;
  // The last four of a row may have been done in part.
  const fresh = i32x4.gt_s(i32x4(0, 1, 2, 3), i32x4.splat(3 - (columns & 3)));
  const nothing = i32x4.splat(COUNTED_NOTHING);
  const vectors = (columns + 3) >> 2;
  let sum: f64 = 0;
  // In 2^-39, and half of 2^-7 more.
  a <<= 7;
  b <<= 7;
  c = (c << 7) + ((<i64>1) << 31);
  d <<= 7;
  e <<= 7;
  f = (f << 7) + ((<i64>1) << 31);
  const stepX = i64x2.splat(4 * a);
  const stepY = i64x2.splat(4 * d);
  for (let row = 0; row < rows; row++) {
    let x0 = progression(c, a);
    let x1 = progression(c + 2 * a, a);
    let y0 = progression(f, d);
    let y1 = progression(f + 2 * d, d);
    let counted = i32x4.splat(0);
    let column = 0;
    while (column < columns) {
      const last = column + 4 > columns;
      if (last) {
        const backX = i64x2.splat(<i64>back * a);
        const backY = i64x2.splat(<i64>back * d);
        x0 = i64x2.add(x0, backX);
        x1 = i64x2.add(x1, backX);
        y0 = i64x2.add(y0, backY);
        y1 = i64x2.add(y1, backY);
        column += back;
      }
      const x = within(x0, x1, mostX);
      const y = within(y0, y1, mostY);
      const at = i32x4.add(i32x4.shr_s(x, 7), i32x4.dot_i16x8_s(i32x4.shr_s(y, 7), widths));
      const at0 = <usize>i32x4.extract_lane(at, 0);
      const at1 = <usize>i32x4.extract_lane(at, 1);
      const at2 = <usize>i32x4.extract_lane(at, 2);
      const at3 = <usize>i32x4.extract_lane(at, 3);
      let upper = i32x4.splat(0);
      upper = v128.load_lane<u16>(at0, upper, 0, SOURCE);
      let lower = i32x4.splat(0);
      lower = v128.load_lane<u16>(at0 + width, lower, 0, SOURCE);
      upper = v128.load_lane<u16>(at1, upper, 1, SOURCE);
      lower = v128.load_lane<u16>(at1 + width, lower, 1, SOURCE);
      upper = v128.load_lane<u16>(at2, upper, 2, SOURCE);
      lower = v128.load_lane<u16>(at2 + width, lower, 2, SOURCE);
      upper = v128.load_lane<u16>(at3, upper, 3, SOURCE);
      lower = v128.load_lane<u16>(at3 + width, lower, 3, SOURCE);
      const across = weightsOf(x);
      const top = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(upper), across);
      const bottom = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(lower), across);
      const whole = i32x4.dot_i16x8_s(v128.or(top, i32x4.shl(bottom, 16)), weightsOf(y));
      const value = clip(f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(whole), factors), offsets));
      v128.store(out + (column << 2), value);
      const count = counts(value);
      counted = i32x4.add(counted, last ? v128.bitselect(count, nothing, fresh) : count);
      column += 4;
      x0 = i64x2.add(x0, stepX);
      x1 = i64x2.add(x1, stepX);
      y0 = i64x2.add(y0, stepY);
      y1 = i64x2.add(y1, stepY);
    }
    sum += total(counted, vectors);
    c += b;
    f += e;
    out += columns << 2;
  }
  return sum;
}

/** Multiplies `count` floats, adds, clips; returns their sum in 1024ths, each rounded. */
export function linear(at: usize, count: i32, factor: f32, offset: f32): f64 {
  const factors = f32x4.splat(factor);
  const offsets = f32x4.splat(offset);
  const end = at + (count << 2);
  let sum: f64 = 0;
  while (at + 16 <= end) {
    const part = min(at + 0x4000, end);
    const vectors = <i32>(part - at) >> 4;
    let counted = i32x4.splat(0);
    for (; at + 16 <= part; at += 16) {
      const value = clip(f32x4.add(f32x4.mul(v128.load(at), factors), offsets));
      v128.store(at, value);
      counted = i32x4.add(counted, counts(value));
    }
    sum += total(counted, vectors);
  }
  for (; at < end; at += 4) {
    const value = clip(f32x4.add(f32x4.mul(v128.load32_zero(at), factors), offsets));
    store<f32>(at, f32x4.extract_lane(value, 0));
    sum += <f64>(i32x4.extract_lane(counts(value), 0) - COUNTED_NOTHING);
  }
  return sum;
}

/** The same to bytes at `out`, rounded (what becomes bytes is clipped by that); room for 15 more floats and bytes is needed. */
export function linearToBytes(at: usize, out: usize, count: i32, factor: f32, offset: f32): void {
  const factors = f32x4.splat(factor);
  const offsets = f32x4.splat(offset);
  const end = out + count;
  for (; out < end; out += 16, at += 64) {
    const v0 = rounded(f32x4.add(f32x4.mul(v128.load(at), factors), offsets));
    const v1 = rounded(f32x4.add(f32x4.mul(v128.load(at, 16), factors), offsets));
    const v2 = rounded(f32x4.add(f32x4.mul(v128.load(at, 32), factors), offsets));
    const v3 = rounded(f32x4.add(f32x4.mul(v128.load(at, 48), factors), offsets));
    v128.store(out, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(v0, v1), i16x8.narrow_i32x4_s(v2, v3)));
  }
}

/** Halves upwards; adding a half first would round in itself. */
// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function rounded(value: v128): v128 {
  const whole = f32x4.floor(value);
  return i32x4.sub(wholeOf(whole), f32x4.ge(f32x4.sub(value, whole), f32x4.splat(0.5)));
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function mixed(x: v128): v128 {
  let h = v128.xor(x, i32x4.shr_u(x, 16));
  h = i32x4.mul(h, i32x4.splat(0x7feb352d));
  h = v128.xor(h, i32x4.shr_u(h, 15));
  h = i32x4.mul(h, i32x4.splat(0x846ca68b));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function quantiles(places: v128): v128 {
  let four = v128.load32_zero(QUANTILES + i32x4.extract_lane(places, 0));
  four = v128.load_lane<u32>(QUANTILES + i32x4.extract_lane(places, 1), four, 1);
  four = v128.load_lane<u32>(QUANTILES + i32x4.extract_lane(places, 2), four, 2);
  return v128.load_lane<u32>(QUANTILES + i32x4.extract_lane(places, 3), four, 3);
}

/** Adds `scale` times the noise that begins at `start` and clips; room for 7 more floats is needed. */
export function noise(at: usize, count: i32, start: i32, scale: f32): void {
  const scales = f32x4.splat(scale);
  const end = at + (count << 2);
  const places = i32x4.splat(0x3ffc);
  let seeds = i32x4.add(
    i32x4.splat(start),
    i32x4.mul(i32x4(0, 2, 4, 6), i32x4.splat(0x9e3779b1)),
  );
  const step = i32x4.mul(i32x4.splat(8), i32x4.splat(0x9e3779b1));
  for (; at < end; at += 32) {
    const bits = mixed(seeds);
    const even = quantiles(v128.and(i32x4.shr_u(bits, 2), places));
    const odd = quantiles(v128.and(i32x4.shr_u(bits, 18), places));
    const first = v128.shuffle<f32>(even, odd, 0, 4, 1, 5);
    const second = v128.shuffle<f32>(even, odd, 2, 6, 3, 7);
    v128.store(at, clip(f32x4.add(v128.load(at), f32x4.mul(first, scales))));
    v128.store(at, clip(f32x4.add(v128.load(at, 16), f32x4.mul(second, scales))), 16);
    seeds = i32x4.add(seeds, step);
  }
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function weighed(
  middle: v128,
  a1: v128,
  b1: v128,
  a2: v128,
  b2: v128,
  a3: v128,
  b3: v128,
  w0: v128,
  w1: v128,
  w2: v128,
  w3: v128,
): v128 {
  return f32x4.add(
    f32x4.add(
      f32x4.add(f32x4.mul(w0, middle), f32x4.mul(w1, f32x4.add(a1, b1))),
      f32x4.mul(w2, f32x4.add(a2, b2)),
    ),
    f32x4.mul(w3, f32x4.add(a3, b3)),
  );
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function mirrored(index: i32, size: i32): i32 {
  return index < 0 ? -index : index < size ? index : 2 * size - 2 - index;
}

/**
 * Convolves rows, then columns of an image of at least 4 × 4 floats with weights of three neighbours to each side,
 * mirrored at the border. `line` has room for a row and 8 floats, `between` for the image and 3 floats more.
 */
export function blur(
  at: usize,
  width: i32,
  height: i32,
  line: usize,
  between: usize,
  f0: f32,
  f1: f32,
  f2: f32,
  f3: f32,
): void {
  const w0 = f32x4.splat(f0);
  const w1 = f32x4.splat(f1);
  const w2 = f32x4.splat(f2);
  const w3 = f32x4.splat(f3);
  const stride = width << 2;
  // The row stands behind four floats, of which three are used.
  const first = line + 16;
  for (let row = 0; row < height; row++) {
    const from = at + row * stride;
    const to = between + row * stride;
    memory.copy(first, from, stride);
    for (let i = 1; i <= 3; i++) {
      store<f32>(first - (i << 2), load<f32>(from + (i << 2)));
      store<f32>(first + stride + ((i - 1) << 2), load<f32>(from + stride - ((i + 1) << 2)));
    }
    for (let x = 0; x < stride; x += 16) {
      const p = first + x;
      v128.store(
        to + x,
        weighed(
          v128.load(p),
          v128.load(p - 4),
          v128.load(p, 4),
          v128.load(p - 8),
          v128.load(p, 8),
          v128.load(p - 12),
          v128.load(p, 12),
          w0,
          w1,
          w2,
          w3,
        ),
      );
    }
  }
  for (let row = 0; row < height; row++) {
    const middle = between + row * stride;
    const a1 = between + mirrored(row - 1, height) * stride;
    const b1 = between + mirrored(row + 1, height) * stride;
    const a2 = between + mirrored(row - 2, height) * stride;
    const b2 = between + mirrored(row + 2, height) * stride;
    const a3 = between + mirrored(row - 3, height) * stride;
    const b3 = between + mirrored(row + 3, height) * stride;
    const to = at + row * stride;
    for (let x = 0; x < stride; x += 16) {
      v128.store(
        to + x,
        weighed(
          v128.load(middle + x),
          v128.load(a1 + x),
          v128.load(b1 + x),
          v128.load(a2 + x),
          v128.load(b2 + x),
          v128.load(a3 + x),
          v128.load(b3 + x),
          w0,
          w1,
          w2,
          w3,
        ),
      );
    }
  }
}
