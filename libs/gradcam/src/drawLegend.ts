/** A picture in the making: red, green and blue bytes, row-major. */
export interface Canvas {
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
  /** Three bytes a pixel. */
  data: Uint8Array;
}

// Three by five pixels a character, rows from above, the leftmost pixel in the highest bit.
const glyphs: Record<string, readonly number[]> = {
  '0': [0b111, 0b101, 0b101, 0b101, 0b111],
  '1': [0b010, 0b110, 0b010, 0b010, 0b111],
  '5': [0b111, 0b100, 0b111, 0b001, 0b111],
  '.': [0b000, 0b000, 0b000, 0b000, 0b010],
};
const GLYPH_HEIGHT = 5;
const ADVANCE = 4;
const GAP = 4;
const BAR = 8;
const TICK = 3;
const TEXT = 3 * ADVANCE + 2;

/** One step of the legend in pixels: it grows with the image so that the text stays readable. */
function step(height: number): number {
  return Math.max(1, Math.round(height / 160));
}

/**
 * Columns that the legend of an image takes.
 *
 * @param height - rows of the image
 * @returns columns
 */
export function legendWidth(height: number): number {
  return step(height) * (GAP + BAR + TICK + TEXT);
}

/**
 * Draws a bar of colours from 0 (below) to 1 (above) with ticks at 0, 0.5 and 1.
 *
 * @param canvas - where; black until now
 * @param left - first column of the legend
 * @param table - 256 colours
 */
export function drawLegend(canvas: Canvas, left: number, table: Uint8Array): void {
  const unit = step(canvas.height);
  const margin = Math.min(unit * 3, Math.floor(canvas.height / 4));
  const top = margin;
  const bottom = canvas.height - 1 - margin;
  const bar = left + unit * GAP;
  for (let y = top; y <= bottom; y++) {
    const index = Math.round(((bottom - y) / Math.max(1, bottom - top)) * 255);
    fill(canvas, bar, y, unit * BAR, 1, table.subarray(3 * index, 3 * index + 3));
  }
  const white = Uint8Array.of(255, 255, 255);
  for (const [value, text] of [
    [1, '1'],
    [0.5, '0.5'],
    [0, '0'],
  ] as const) {
    const middle = Math.round(bottom - value * (bottom - top));
    const line = Math.max(top, Math.min(bottom - unit + 1, middle - Math.floor(unit / 2)));
    fill(canvas, bar + unit * BAR, line, unit * (TICK - 1), unit, white);
    const textTop = Math.max(
      0,
      Math.min(canvas.height - unit * GLYPH_HEIGHT, middle - Math.floor((unit * GLYPH_HEIGHT) / 2)),
    );
    drawText(canvas, text, bar + unit * (BAR + TICK), textTop, unit, white);
  }
}

function drawText(
  canvas: Canvas,
  text: string,
  left: number,
  top: number,
  unit: number,
  colour: Uint8Array,
): void {
  [...text].forEach((character, i) => {
    glyphs[character]!.forEach((bits, row) => {
      for (let column = 0; column < 3; column++) {
        if ((bits >> (2 - column)) & 1) {
          fill(canvas, left + unit * (i * ADVANCE + column), top + unit * row, unit, unit, colour);
        }
      }
    });
  });
}

function fill(
  canvas: Canvas,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: Uint8Array,
): void {
  for (let y = Math.max(0, top); y < Math.min(canvas.height, top + height); y++) {
    for (let x = left; x < Math.min(canvas.width, left + width); x++) {
      canvas.data.set(colour, 3 * (y * canvas.width + x));
    }
  }
}
