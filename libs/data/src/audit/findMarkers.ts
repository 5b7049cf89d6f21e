import type { GreyGrid } from './shrinkGrey.ts';

/** The box of something that looks like a letter of lead or burned-in text, as fractions of width and height. */
export interface MarkerBox {
  /** Left edge. */
  x: number;
  /** Upper edge. */
  y: number;
  /** Width. */
  width: number;
  /** Height. */
  height: number;
}

/** How far over its surroundings a cell shines that may belong to one, as a share of the full range. */
const OVER_SURROUNDINGS = 0.15;
/** The same for a whole piece, on average: ribs stay below, lead does not. */
const PIECE_OVER_SURROUNDINGS = 0.19;
/** Mean slope within a piece, over two cells: what is seen through the chest is softer. */
const STEEP = 0.14;
const SURROUNDINGS = 0.06;
/** Sides of a letter or short word. */
const SMALLEST = 0.015;
const LARGEST = 0.13;
const LONGEST = 3;
/** A letter fills a good part of its box, but not all of it. */
const FILLED = [0.2, 0.92] as const;
/** Lead lets nothing through: it is nearly as white as the whitest of the film. */
const AS_WHITE = 0.78;

/**
 * Finds letters of lead and burned-in text: small bright pieces with sharp edges outside the middle of the
 * film. What is seen through the chest is softer, ribs and tubes are longer.
 *
 * @param grid - the film, about 192 × 192
 * @returns the boxes, from the upper left
 */
export function findMarkers(grid: GreyGrid): MarkerBox[] {
  const { width, height, data } = grid;
  const around = boxMean(grid, Math.max(2, Math.round(SURROUNDINGS * Math.min(width, height))));
  const bright = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) bright[i] = data[i]! - around[i]! > OVER_SURROUNDINGS ? 1 : 0;
  const whitest = data.reduce((most, value) => Math.max(most, value), 0);
  const boxes: MarkerBox[] = [];
  for (let start = 0; start < bright.length; start++) {
    if (bright[start] === 0) continue;
    const piece = takePiece(bright, width, height, start);
    const [pieceWidth, pieceHeight] = [piece.right - piece.left + 1, piece.bottom - piece.top + 1];
    const [w, h] = [pieceWidth / width, pieceHeight / height];
    const filled = piece.cells.length / (pieceWidth * pieceHeight);
    const [x, y] = [(piece.left + piece.right + 1) / 2 / width, (piece.top + piece.bottom + 1) / 2 / height];
    const { whiteness, over, slope } = looks(piece.cells, grid, around);
    const outside = x < 0.28 || x > 0.72 || y < 0.2 || y > 0.85;
    if (
      outside &&
      Math.max(w, h) >= SMALLEST * 2 &&
      Math.min(w, h) >= SMALLEST &&
      Math.max(w, h) <= LARGEST &&
      Math.max(w, h) <= LONGEST * Math.min(w, h) &&
      whiteness >= AS_WHITE * whitest &&
      over >= PIECE_OVER_SURROUNDINGS &&
      slope >= STEEP &&
      filled >= FILLED[0] &&
      filled <= FILLED[1]
    )
      boxes.push({ x: piece.left / width, y: piece.top / height, width: w, height: h });
  }
  return boxes;
}

/** The whitest cell of a piece, and how it stands out on average. */
function looks(
  cells: readonly number[],
  { width, data }: GreyGrid,
  around: Float32Array,
): { whiteness: number; over: number; slope: number } {
  let [whiteness, over, slope] = [0, 0, 0];
  for (const at of cells) {
    whiteness = Math.max(whiteness, data[at]!);
    over += data[at]! - around[at]!;
    const across = (data[at + 1] ?? 0) - (data[at - 1] ?? 0);
    const down = (data[at + width] ?? 0) - (data[at - width] ?? 0);
    slope += Math.hypot(across, down);
  }
  return { whiteness, over: over / cells.length, slope: slope / cells.length };
}

interface Piece {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The cells that belong to it. */
  cells: number[];
}

/** Takes one connected piece (8 neighbours) out of the mask. */
function takePiece(mask: Uint8Array, width: number, height: number, start: number): Piece {
  const stack = [start];
  mask[start] = 0;
  const piece = { left: width, right: 0, top: height, bottom: 0, cells: [] as number[] };
  while (stack.length > 0) {
    const at = stack.pop()!;
    const [x, y] = [at % width, Math.floor(at / width)];
    piece.left = Math.min(piece.left, x);
    piece.right = Math.max(piece.right, x);
    piece.top = Math.min(piece.top, y);
    piece.bottom = Math.max(piece.bottom, y);
    piece.cells.push(at);
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const [nx, ny] = [x + dx, y + dy];
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        const next = ny * width + nx;
        if (mask[next] === 0) continue;
        mask[next] = 0;
        stack.push(next);
      }
    }
  }
  return piece;
}

/** Mean of the square of a radius around each cell, by an integral image. */
function boxMean({ width, height, data }: GreyGrid, radius: number): Float32Array {
  const stride = width + 1;
  const integral = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x]!;
      integral[(y + 1) * stride + x + 1] = integral[y * stride + x + 1]! + row;
    }
  }
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - radius), Math.min(height, y + radius + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - radius), Math.min(width, x + radius + 1)];
      const sum =
        integral[bottom * stride + right]! -
        integral[top * stride + right]! -
        integral[bottom * stride + left]! +
        integral[top * stride + left]!;
      result[y * width + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return result;
}
