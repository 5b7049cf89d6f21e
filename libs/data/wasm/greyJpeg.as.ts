// Baseline JPEG, its luminance only, shrunk by 1, 2, 4 or 8 while it is decoded, and an antialiased resize.
// AssemblyScript; build.mjs compiles it into src/node/jpeg/greyJpegBytes.ts. src/node/jpeg/GreyJpegKernels.ts
// reads the headers, lays out the memory and calls in.
//
// - The entropy-coded bytes are first copied without stuffing and in reverse, so that one little-endian load
//   gives 64 bits in the order of the stream, and no byte needs to be looked at on its own afterwards.
// - A code and its value's bits are read by one look into a table of 12 bits. Coefficients that the size asked
//   for does not need are passed over, several codes with one look.
// - Shrinking takes the lowest N × N coefficients of a block through an inverse DCT of N points, as libjpeg
//   from version 7 on does.
// Whatever is unusual gives a number below zero: the caller then leaves the file to the general decoder.

const LOOK: i32 = 12;
const DC: usize = 0x1000;
const AC: usize = 0x5000;
const SKIP: usize = 0x9000;
/** Of each table: codes' ends, then differences of symbols' places, by length; symbols. */
const DC_CODES: usize = 0xd000;
const AC_CODES: usize = 0xd400;
const SYMBOLS: usize = 0x100;
/** Coefficients of a block, by column. */
const COEFFICIENTS: usize = 0xe000;
const PASSED: usize = 0xe200;
const QUANTA: usize = 0xe400;
/** Where the k-th coefficient goes, in bytes behind COEFFICIENTS. */
const PLACES: usize = 0xe600;

const BAD: i32 = -1;
const COLOUR: i32 = -2;

/** End of the block, in the place of a number of coefficients. */
const END: u32 = 128;

/** Marks a place in the stream at which decoding starts afresh. */
const RESTART: u8 = 0xd0;

let stop: usize = 0;
let found: u32 = 0;

/** Where unstuff met a marker. */
export function stopped(): usize {
  return stop;
}

/**
 * A table of codes, from 16 counts and the symbols at `spec`: DC (which = 0) or AC (1).
 * An entry is bits in all | code's bits << 8 | value's bits << 16 | coefficients << 20; 0 where the code is longer or none.
 */
export function table(spec: usize, which: i32): i32 {
  const look = which ? AC : DC;
  const codes = which ? AC_CODES : DC_CODES;
  memory.fill(look, 0, 0x4000);
  let code: u32 = 0;
  let at: u32 = 0;
  for (let length = 1; length <= 16; length++) {
    const count = <u32>load<u8>(spec + length - 1);
    store<i32>(codes + (length << 2), <i32>(code + count));
    store<i32>(codes + 0x80 + (length << 2), <i32>(at - code));
    for (let i: u32 = 0; i < count; i++, code++, at++) {
      const symbol = <u32>load<u8>(spec + 16 + at);
      store<u8>(codes + SYMBOLS + at, <u8>symbol);
      if (code >= <u32>1 << length) return BAD;
      const entry = entryOf(symbol, length, which);
      if (entry == 0) return BAD;
      if (length > LOOK) continue;
      const first = code << (LOOK - length);
      for (let j: u32 = 0; j < <u32>1 << (LOOK - length); j++) store<u32>(look + ((first + j) << 2), entry);
    }
    code <<= 1;
  }
  if (which) tableOfSkips();
  return 0;
}

function entryOf(symbol: u32, length: u32, which: i32): u32 {
  const size = symbol & 15;
  const run = symbol >> 4;
  let coefficients = run + 1;
  if (which) {
    if (size > 10) return 0;
    if (size == 0) {
      if (run == 0) coefficients = END;
      else if (run != 15) return 0;
    }
  } else if (symbol > 11) return 0;
  return (length + size) | (length << 8) | (size << 16) | (coefficients << 20);
}

/** Bits in all | coefficients << 8 of as many codes as are whole within the look; END added when the block ends. */
function tableOfSkips(): void {
  for (let look: u32 = 0; look < 4096; look++) {
    let used: u32 = 0;
    let coefficients: u32 = 0;
    for (;;) {
      const entry = load<u32>(AC + (((look << used) & 4095) << 2));
      const bits = entry & 255;
      const more = entry >> 20;
      // The first code may have its value's bits beyond the look.
      if (entry == 0 || (used > 0 && used + bits > <u32>LOOK)) break;
      if (more != END && coefficients + more > 63) break;
      used += bits;
      coefficients += more;
      if (more == END || used >= <u32>LOOK) break;
    }
    store<u32>(SKIP + (look << 2), used | (coefficients << 8));
  }
}

/**
 * Copies entropy-coded bytes without stuffing and in reverse, the first one just below `end`; the numbers of bytes
 * before each restart go to `restarts`, at most `most`.
 * Returns how many bytes there are before the first other marker; `stopped` tells where that is.
 */
export function unstuff(from: usize, length: usize, end: usize, restarts: usize, most: u32): i32 {
  found = 0;
  const limit = from + length;
  const marker = i8x16.splat(-1);
  let to = end;
  while (from + 1 < limit) {
    if (from + 17 <= limit) {
      const sixteen = v128.load(from);
      if (!v128.any_true(i8x16.eq(sixteen, marker))) {
        to -= 16;
        v128.store(to, v128.shuffle<u8>(sixteen, sixteen, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
        from += 16;
        continue;
      }
    }
    const until = min<usize>(from + 16, limit - 1);
    while (from < until) {
      const byte = load<u8>(from);
      if (byte == 255) {
        const next = load<u8>(from + 1);
        from += 2;
        if (next == RESTART + <u8>(found & 7) && found < most) {
          store<u32>(restarts + (found++ << 2), <u32>(end - to));
          continue;
        }
        if (next != 0) {
          stop = from - 2;
          return <i32>(end - to);
        }
      } else from++;
      store<u8>(--to, byte);
    }
  }
  return BAD;
}

/** The entry of a code longer than the look. */
function longCode(bits: u64, codes: usize, which: i32): u32 {
  for (let length = LOOK + 1; length <= 16; length++) {
    const code = <i32>(bits >> (64 - length));
    if (code < load<i32>(codes + (length << 2))) {
      const at = code + load<i32>(codes + 0x80 + (length << 2));
      if (at < 0 || at > 255) return 0;
      return entryOf(<u32>load<u8>(codes + SYMBOLS + at), length, which);
    }
  }
  return 0;
}

/**
 * Decodes all blocks. The stream ends (begins) at `end` and has `bytes`; `points` is N, `last` the last coefficient
 * in zigzag order that is needed. A group of blocks is `groupX` × `groupY` of luminance, then those of colour, each
 * of which must be the bits `grey` of a length (1 to 32) that stands in the next 8 bytes from `grey` on: colourless. After every `interval` groups (if not 0)
 * the stream goes on at the next of the numbers at `restarts`.
 */
export function decode(
  end: usize,
  bytes: i32,
  out: usize,
  stride: i32,
  groupsX: i32,
  groupsY: i32,
  groupX: i32,
  groupY: i32,
  colours: i32,
  grey: usize,
  points: i32,
  last: i32,
  interval: i32,
  restarts: usize,
): i32 {
  let buffer: u64 = 0;
  let count: u64 = 0;
  let at: usize = end - 8;
  let dc: i32 = 0;
  let left = interval > 0 ? interval : i32.MAX_VALUE;
  let done: u32 = 0;
  const q0 = load<i32>(QUANTA);
  const lowest = <i64>end - <i64>bytes - 64;
  memory.fill(COEFFICIENTS, 0, 0x204);
  for (let row = 0; row < groupsY; row++) {
    for (let column = 0; column < groupsX; column++) {
      if (left == 0) {
        if (done == found) return BAD;
        const start = load<u32>(restarts + (done++ << 2));
        if (!endsAt(end, at, count, start)) return BAD;
        at = end - 8 - start;
        buffer = 0;
        count = 0;
        dc = 0;
        left = interval;
      }
      left--;
      for (let block = 0; block < groupX * groupY; block++) {
        buffer |= load<u64>(at) >> count;
        at -= <usize>((63 - count) >> 3);
        count |= 56;
        let entry = load<u32>(DC + (<usize>(buffer >> 52) << 2));
        if (entry == 0) {
          entry = longCode(buffer, DC_CODES, 0);
          if (entry == 0) return BAD;
        }
        dc += valueOf(buffer, entry);
        buffer <<= <u64>(entry & 255);
        count -= <u64>(entry & 255);
        store<i32>(COEFFICIENTS, dc * q0);
        let k: u32 = 1;
        // A refill gives at least 56 bits: two codes with their values take at most 53.
        while (k <= <u32>last) {
          entry = load<u32>(AC + (<usize>(buffer >> 52) << 2));
          if (entry == 0) {
            entry = longCode(buffer, AC_CODES, 1);
            if (entry == 0) return BAD;
          }
          k += entry >> 20;
          if (k > 64) {
            if (entry >> 20 != END) return BAD;
          } else putValue(k - 1, valueOf(buffer, entry));
          buffer <<= <u64>(entry & 255);
          count -= <u64>(entry & 255);
          buffer |= load<u64>(at) >> count;
          at -= <usize>((63 - count) >> 3);
          count |= 56;
          if (k > <u32>last) break;
          entry = load<u32>(AC + (<usize>(buffer >> 52) << 2));
          if (entry == 0) {
            entry = longCode(buffer, AC_CODES, 1);
            if (entry == 0) return BAD;
          }
          k += entry >> 20;
          if (k > 64) {
            if (entry >> 20 != END) return BAD;
          } else putValue(k - 1, valueOf(buffer, entry));
          buffer <<= <u64>(entry & 255);
          count -= <u64>(entry & 255);
        }
        const any = last > 0 && k != END + 1;
        while (k < 64) {
          buffer |= load<u64>(at) >> count;
          at -= <usize>((63 - count) >> 3);
          count |= 56;
          entry = load<u32>(SKIP + (<usize>(buffer >> 52) << 2));
          let next = k + (entry >> 8);
          if (next < 64) {
            buffer <<= <u64>(entry & 255);
            count -= <u64>(entry & 255);
            k = next;
            if (entry == 0) {
              k = step(buffer, k);
              if (k == 0) return BAD;
              buffer <<= <u64>stepBits;
              count -= <u64>stepBits;
              continue;
            }
            entry = load<u32>(SKIP + (<usize>(buffer >> 52) << 2));
            next = k + (entry >> 8);
          }
          if (entry == 0 || (next > 64 && (next < END || next > END + 63))) {
            next = step(buffer, k);
            if (next == 0) return BAD;
            entry = stepBits;
          }
          k = next;
          buffer <<= <u64>(entry & 255);
          count -= <u64>(entry & 255);
        }
        const x = column * groupX + (groupX == 1 ? 0 : block % groupX);
        const y = row * groupY + (groupX == 1 ? block : block / groupX);
        const to = out + y * points * stride + x * points;
        if (points == 1) store<u8>(to, <u8>clip(((load<i32>(COEFFICIENTS) + 4) >> 3) + 128));
        else if (!any) flat(to, stride, points);
        else if (points == 2) two(to, stride);
        else if (points == 4) four(to, stride);
        else eight(to, stride);
      }
      for (let block = 0; block < colours; block++) {
        buffer |= load<u64>(at) >> count;
        at -= <usize>((63 - count) >> 3);
        count |= 56;
        const length = <u64>load<u32>(grey + (block << 3));
        if (buffer >> (64 - length) != <u64>load<u32>(grey + (block << 3) + 4)) return COLOUR;
        buffer <<= length;
        count -= length;
      }
    }
    if (<i64>at < lowest) return BAD;
  }
  return done == found && endsAt(end, at, count, bytes) ? 0 : BAD;
}

/** Whether all bits of the first `bytes` are read, but for those that fill up the last byte. */
function endsAt(end: usize, at: usize, count: u64, bytes: u32): bool {
  const read = <i64>(end - 8 - at) * 8 - <i64>count;
  const unread = <i64>bytes * 8 - read;
  return unread >= 0 && unread < 8;
}

let stepBits: u32 = 0;

/** The number of coefficients after one code, of `stepBits`; 0 where there is none. */
function step(buffer: u64, k: u32): u32 {
  let entry = load<u32>(AC + (<usize>(buffer >> 52) << 2));
  if (entry == 0) entry = longCode(buffer, AC_CODES, 1);
  if (entry == 0) return 0;
  const next = k + (entry >> 20);
  if (next > 64 && entry >> 20 != END) return 0;
  stepBits = entry & 255;
  return next;
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function putValue(k: u32, value: i32): void {
  store<i32>(
    COEFFICIENTS + <usize>load<u16>(PLACES + (k << 1)),
    value * load<i32>(QUANTA + (k << 2)),
  );
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function valueOf(buffer: u64, entry: u32): i32 {
  const size = (entry >> 16) & 15;
  const value = <i32>(((buffer << <u64>((entry >> 8) & 255)) >> 1) >> <u64>(63 - size));
  return value + (((value - (1 << (size - 1))) >> 31) & (1 - (1 << size)));
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function clip(value: i32): i32 {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function flat(to: usize, stride: i32, points: i32): void {
  const value = clip(((load<i32>(COEFFICIENTS) + 4) >> 3) + 128);
  const many = <u64>value * 0x0101010101010101;
  for (let row = 0; row < points; row++) {
    if (points == 8) store<u64>(to, many);
    else if (points == 4) store<u32>(to, <u32>many);
    else store<u16>(to, <u16>many);
    to += stride;
  }
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function two(to: usize, stride: i32): void {
  const a = load<i32>(COEFFICIENTS) + 1028;
  const b = load<i32>(COEFFICIENTS + 4);
  const c = load<i32>(COEFFICIENTS + 8);
  const d = load<i32>(COEFFICIENTS + 12);
  // By column: b is the vertical one.
  store<u8>(to, <u8>clip((a + b + c + d) >> 3));
  store<u8>(to + 1, <u8>clip((a + b - c - d) >> 3));
  store<u8>(to + stride, <u8>clip((a - b + c - d) >> 3));
  store<u8>(to + stride + 1, <u8>clip((a - b - c + d) >> 3));
  v128.store(COEFFICIENTS, i32x4.splat(0));
}

const C0: f32 = 0.35355339059327373;
const C1: f32 = 0.49039264020161522;
const C2: f32 = 0.46193976625564337;
const C3: f32 = 0.41573480615127262;
const C5: f32 = 0.27778511650980114;
const C6: f32 = 0.19134171618254489;
const C7: f32 = 0.09754516100806412;

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function row4(i: i32): v128 {
  return f32x4.convert_i32x4_s(v128.load(COEFFICIENTS + (i << 4)));
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function store4(to: usize, value: v128): void {
  const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.add(value, f32x4.splat(128))));
  const words = i16x8.narrow_i32x4_s(whole, whole);
  store<u32>(to, <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0));
}

function four(to: usize, stride: i32): void {
  let r0 = row4(0);
  let r1 = row4(1);
  let r2 = row4(2);
  let r3 = row4(3);
  const zero = i32x4.splat(0);
  v128.store(COEFFICIENTS, zero);
  v128.store(COEFFICIENTS + 16, zero);
  v128.store(COEFFICIENTS + 32, zero);
  v128.store(COEFFICIENTS + 48, zero);
  const c0 = f32x4.splat(C0);
  const c2 = f32x4.splat(C2);
  const c6 = f32x4.splat(C6);
  let p0 = f32x4.mul(f32x4.add(r0, r2), c0);
  let p1 = f32x4.mul(f32x4.sub(r0, r2), c0);
  let q0 = f32x4.add(f32x4.mul(r1, c2), f32x4.mul(r3, c6));
  let q1 = f32x4.sub(f32x4.mul(r1, c6), f32x4.mul(r3, c2));
  const t0 = f32x4.add(p0, q0);
  const t1 = f32x4.add(p1, q1);
  const t2 = f32x4.sub(p1, q1);
  const t3 = f32x4.sub(p0, q0);
  const u0 = v128.shuffle<f32>(t0, t1, 0, 4, 1, 5);
  const u1 = v128.shuffle<f32>(t0, t1, 2, 6, 3, 7);
  const u2 = v128.shuffle<f32>(t2, t3, 0, 4, 1, 5);
  const u3 = v128.shuffle<f32>(t2, t3, 2, 6, 3, 7);
  r0 = v128.shuffle<f32>(u0, u2, 0, 1, 4, 5);
  r1 = v128.shuffle<f32>(u0, u2, 2, 3, 6, 7);
  r2 = v128.shuffle<f32>(u1, u3, 0, 1, 4, 5);
  r3 = v128.shuffle<f32>(u1, u3, 2, 3, 6, 7);
  p0 = f32x4.mul(f32x4.add(r0, r2), c0);
  p1 = f32x4.mul(f32x4.sub(r0, r2), c0);
  q0 = f32x4.add(f32x4.mul(r1, c2), f32x4.mul(r3, c6));
  q1 = f32x4.sub(f32x4.mul(r1, c6), f32x4.mul(r3, c2));
  store4(to, f32x4.add(p0, q0));
  store4(to + stride, f32x4.add(p1, q1));
  store4(to + 2 * stride, f32x4.sub(p1, q1));
  store4(to + 3 * stride, f32x4.sub(p0, q0));
}

/** Eight points of four columns, in place: value i at `from` + 32 i. */
function pass8(from: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from, 32);
  const r2 = v128.load(from, 64);
  const r3 = v128.load(from, 96);
  const r4 = v128.load(from, 128);
  const r5 = v128.load(from, 160);
  const r6 = v128.load(from, 192);
  const r7 = v128.load(from, 224);
  const c0 = f32x4.splat(C0);
  const c1 = f32x4.splat(C1);
  const c2 = f32x4.splat(C2);
  const c3 = f32x4.splat(C3);
  const c5 = f32x4.splat(C5);
  const c6 = f32x4.splat(C6);
  const c7 = f32x4.splat(C7);
  const e0 = f32x4.mul(f32x4.add(r0, r4), c0);
  const e1 = f32x4.mul(f32x4.sub(r0, r4), c0);
  const f0 = f32x4.add(f32x4.mul(r2, c2), f32x4.mul(r6, c6));
  const f1 = f32x4.sub(f32x4.mul(r2, c6), f32x4.mul(r6, c2));
  const a0 = f32x4.add(e0, f0);
  const a3 = f32x4.sub(e0, f0);
  const a1 = f32x4.add(e1, f1);
  const a2 = f32x4.sub(e1, f1);
  const b0 = f32x4.add(
    f32x4.add(f32x4.mul(r1, c1), f32x4.mul(r3, c3)),
    f32x4.add(f32x4.mul(r5, c5), f32x4.mul(r7, c7)),
  );
  const b1 = f32x4.sub(
    f32x4.sub(f32x4.mul(r1, c3), f32x4.mul(r3, c7)),
    f32x4.add(f32x4.mul(r5, c1), f32x4.mul(r7, c5)),
  );
  const b2 = f32x4.add(
    f32x4.sub(f32x4.mul(r1, c5), f32x4.mul(r3, c1)),
    f32x4.add(f32x4.mul(r5, c7), f32x4.mul(r7, c3)),
  );
  const b3 = f32x4.add(
    f32x4.sub(f32x4.mul(r1, c7), f32x4.mul(r3, c5)),
    f32x4.sub(f32x4.mul(r5, c3), f32x4.mul(r7, c1)),
  );
  v128.store(from, f32x4.add(a0, b0));
  v128.store(from, f32x4.add(a1, b1), 32);
  v128.store(from, f32x4.add(a2, b2), 64);
  v128.store(from, f32x4.add(a3, b3), 96);
  v128.store(from, f32x4.sub(a3, b3), 128);
  v128.store(from, f32x4.sub(a2, b2), 160);
  v128.store(from, f32x4.sub(a1, b1), 192);
  v128.store(from, f32x4.sub(a0, b0), 224);
}

/** Transposes two blocks of 4 × 4 into each other's places (or one into its own). */
function swap4(one: usize, other: usize): void {
  const a0 = v128.load(one);
  const a1 = v128.load(one, 32);
  const a2 = v128.load(one, 64);
  const a3 = v128.load(one, 96);
  const b0 = v128.load(other);
  const b1 = v128.load(other, 32);
  const b2 = v128.load(other, 64);
  const b3 = v128.load(other, 96);
  transpose(other, a0, a1, a2, a3);
  transpose(one, b0, b1, b2, b3);
}

// @ts-ignore: a decorator of AssemblyScript
// prettier-ignore
@inline
function transpose(to: usize, t0: v128, t1: v128, t2: v128, t3: v128): void {
  const u0 = v128.shuffle<f32>(t0, t1, 0, 4, 1, 5);
  const u1 = v128.shuffle<f32>(t0, t1, 2, 6, 3, 7);
  const u2 = v128.shuffle<f32>(t2, t3, 0, 4, 1, 5);
  const u3 = v128.shuffle<f32>(t2, t3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(u0, u2, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(u0, u2, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(u1, u3, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(u1, u3, 2, 3, 6, 7), 96);
}

function eight(to: usize, stride: i32): void {
  for (let i: usize = 0; i < 256; i += 16) {
    v128.store(COEFFICIENTS + i, f32x4.convert_i32x4_s(v128.load(COEFFICIENTS + i)));
  }
  pass8(COEFFICIENTS);
  pass8(COEFFICIENTS + 16);
  swap4(COEFFICIENTS, COEFFICIENTS);
  swap4(COEFFICIENTS + 16, COEFFICIENTS + 128);
  swap4(COEFFICIENTS + 144, COEFFICIENTS + 144);
  pass8(COEFFICIENTS);
  pass8(COEFFICIENTS + 16);
  const zero = i32x4.splat(0);
  for (let i: usize = 0; i < 256; i += 32) {
    store4(to, v128.load(COEFFICIENTS + i));
    store4(to + 4, v128.load(COEFFICIENTS + i, 16));
    v128.store(COEFFICIENTS + i, zero);
    v128.store(COEFFICIENTS + i, zero, 16);
    to += stride;
  }
}

/**
 * A column pass: each of `rows` results is a sum of `taps` (an even number) rows of bytes from that at its start on,
 * weighted by 2^14ths; whole numbers of 2^-6. Starts and weights are 32- and 16-bit numbers.
 */
export function shrinkColumns(
  source: usize,
  stride: i32,
  columns: i32,
  starts: usize,
  weights: usize,
  taps: i32,
  rows: i32,
  out: usize,
  outStride: i32,
): void {
  const half = i32x4.splat(128);
  for (let row = 0; row < rows; row++) {
    const first = source + load<i32>(starts + (row << 2)) * stride;
    for (let x = 0; x < columns; x += 16) {
      let s0 = half;
      let s1 = half;
      let s2 = half;
      let s3 = half;
      let from = first + x;
      for (let tap = 0; tap < taps; tap += 2) {
        const weight = v128.load32_splat(weights + (tap << 1));
        const a = v128.load(from);
        const b = v128.load(from + stride);
        const low = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const high = v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        s0 = i32x4.add(s0, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(low), weight));
        s1 = i32x4.add(s1, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(low), weight));
        s2 = i32x4.add(s2, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(high), weight));
        s3 = i32x4.add(s3, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(high), weight));
        from += 2 * stride;
      }
      v128.store(out + (x << 1), i16x8.narrow_i32x4_s(i32x4.shr_s(s0, 8), i32x4.shr_s(s1, 8)));
      v128.store(out + (x << 1), i16x8.narrow_i32x4_s(i32x4.shr_s(s2, 8), i32x4.shr_s(s3, 8)), 16);
    }
    weights += taps << 1;
    out += outStride;
  }
}

/** A row pass of what shrinkColumns gives, to bytes; `taps` is a multiple of 8. */
export function shrinkRows(
  source: usize,
  stride: i32,
  rows: i32,
  starts: usize,
  weights: usize,
  taps: i32,
  columns: i32,
  out: usize,
): void {
  for (let row = 0; row < rows; row++) {
    let weight = weights;
    for (let x = 0; x < columns; x++) {
      let from = source + (load<i32>(starts + (x << 2)) << 1);
      let sum = i32x4.splat(0);
      for (let tap = 0; tap < taps; tap += 8) {
        sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(from), v128.load(weight)));
        from += 16;
        weight += 16;
      }
      sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
      const all = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1);
      store<u8>(out++, <u8>clip((all + 0x80000) >> 20));
    }
    source += stride;
  }
}
