import type { Frame } from '../frame.ts';
import { chromaTable, lumaTable } from './quantisationTables.ts';
import { levelOf } from './levels.ts';

// cos((2 i + 1) k π / 16) / 2, and / (2 √2) for k = 0: an orthonormal transform, written out because
// cosines differ in their last bits from engine to engine.
const C = [
  0.35355339059327373, 0.4903926402016152, 0.46193976625564337, 0.4157348061512726, 0.35355339059327373,
  0.27778511650980114, 0.19134171618254492, 0.09754516100806417,
];
const BASIS = Float64Array.from({ length: 64 }, (_, n) => {
  const k = n >> 3;
  const step = ((2 * (n & 7) + 1) * k) % 32;
  if (k === 0) return C[0]!;
  // The cosine runs through 0..16 and back, with the sign of its half.
  const folded = step > 16 ? 32 - step : step;
  return folded === 8 ? 0 : folded < 8 ? C[folded]! : -C[16 - folded]!;
});

/** Compresses an image as JPEG of this quality and back, in place; rounded to 256 levels before and after. */
export function quantiseBlocks(values: Float32Array, frame: Frame, quality: number): void {
  const { width, height, channels, range } = frame;
  const [black, white] = range;
  const scale = 255 / (white - black);
  const planes = Array.from({ length: channels }, () => new Float64Array(width * height));
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < channels; c++) planes[c]![i] = levelOf((values[i * channels + c]! - black) * scale);
  }
  if (channels === 3) toYcc(planes as [Float64Array, Float64Array, Float64Array]);
  planes.forEach((plane, c) =>
    quantisePlane(plane, width, height, c === 0 ? lumaTable(quality) : chromaTable(quality)),
  );
  if (channels === 3) toRgb(planes as [Float64Array, Float64Array, Float64Array]);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < channels; c++) values[i * channels + c] = black + levelOf(planes[c]![i]!) / scale;
  }
}

function quantisePlane(plane: Float64Array, width: number, height: number, table: readonly number[]): void {
  const block = new Float64Array(64);
  const half = new Float64Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let n = 0; n < 64; n++) {
        // Beyond the border the last pixels are repeated, as libjpeg does.
        const y = Math.min(height - 1, top + (n >> 3));
        const x = Math.min(width - 1, left + (n & 7));
        block[n] = plane[y * width + x]! - 128;
      }
      transform(block, half, true);
      for (let n = 0; n < 64; n++) block[n] = Math.round(block[n]! / table[n]!) * table[n]!;
      transform(block, half, false);
      for (let n = 0; n < 64; n++) {
        const y = top + (n >> 3);
        const x = left + (n & 7);
        if (y < height && x < width) plane[y * width + x] = levelOf(block[n]! + 128);
      }
    }
  }
}

/** The cosine transform of the columns and rows of a block, or back. */
function transform(block: Float64Array, half: Float64Array, forward: boolean): void {
  const [k, i] = forward ? [8, 1] : [1, 8];
  for (let line = 0; line < 8; line++) {
    for (let out = 0; out < 8; out++) {
      let sum = 0;
      for (let n = 0; n < 8; n++) sum += BASIS[out * k + n * i]! * block[line * 8 + n]!;
      half[out * 8 + line] = sum;
    }
  }
  for (let line = 0; line < 8; line++) {
    for (let out = 0; out < 8; out++) {
      let sum = 0;
      for (let n = 0; n < 8; n++) sum += BASIS[out * k + n * i]! * half[line * 8 + n]!;
      block[out * 8 + line] = sum;
    }
  }
}

/** JFIF's YCbCr, rounded to levels. */
function toYcc([p, q, r]: [Float64Array, Float64Array, Float64Array]): void {
  for (let i = 0; i < p.length; i++) {
    const [red, green, blue] = [p[i]!, q[i]!, r[i]!];
    p[i] = levelOf(0.299 * red + 0.587 * green + 0.114 * blue);
    q[i] = levelOf(128 - 0.168735892 * red - 0.331264108 * green + 0.5 * blue);
    r[i] = levelOf(128 + 0.5 * red - 0.418687589 * green - 0.081312411 * blue);
  }
}

function toRgb([p, q, r]: [Float64Array, Float64Array, Float64Array]): void {
  for (let i = 0; i < p.length; i++) {
    const [y, cb, cr] = [p[i]!, q[i]! - 128, r[i]! - 128];
    p[i] = y + 1.402 * cr;
    q[i] = y - 0.344136286 * cb - 0.714136286 * cr;
    r[i] = y + 1.772 * cb;
  }
}
