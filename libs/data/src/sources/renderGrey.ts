import { type PixelImage, pixelImage, PneumoError } from '@pneumo/core';
import { type GreyWindow, type LookupTable, windowed } from './greyWindow.ts';
import type { OpenedImage } from './openedImage.ts';

/**
 * Chooses the window: makes a grey image, white for what is dense, from an image at its stored depth. In the order of
 * the DICOM standard (PS3.3 C.11): modality LUT, window or VOI LUT, inversion of MONOCHROME1. Padding becomes black.
 *
 * Without a window, 8-bit values are taken as they are, deeper ones from the smallest to the largest that the
 * image holds, padding aside.
 *
 * @param opened - the image; one channel
 * @param window - instead of what the file proposes, in the units behind the modality LUT
 * @returns a new image of 8 bits and the same size
 * @throws PneumoError `INVALID_ARGUMENT` for a window that is none, or an image of three channels
 *
 * @example
 * ```ts
 * const opened: OpenedImage = {
 *   pixels: pixelImage(3, 1, 1, Uint16Array.of(0, 400, 1000)), offset: 0, modality: { slope: 1, intercept: 0 },
 *   inverted: true, pixelAspect: 1, columns: {}, burnedIn: 'no',
 * };
 * [...renderGrey(opened).data]; // [255, 153, 0]
 * [...renderGrey(opened, { centre: 400, width: 250, shape: 'linear-exact' }).data]; // [255, 127, 0]
 * ```
 */
export function renderGrey(opened: OpenedImage, window?: GreyWindow): PixelImage<Uint8Array> {
  return render(opened, window, (length) => new Uint8Array(length), 255);
}

/**
 * Chooses the window as {@link renderGrey} does, at 16 bits: black is 0, white 65,535.
 *
 * @param opened - the image; one channel
 * @param window - instead of what the file proposes, in the units behind the modality LUT
 * @returns a new image of 16 bits and the same size; an 8-bit original under no window gives its values times 257
 * @throws PneumoError `INVALID_ARGUMENT` for a window that is none, or an image of three channels
 *
 * @example
 * ```ts
 * const opened: OpenedImage = {
 *   pixels: pixelImage(3, 1, 1, Uint16Array.of(0, 400, 1000)), offset: 0, modality: { slope: 1, intercept: 0 },
 *   inverted: true, pixelAspect: 1, columns: {}, burnedIn: 'no',
 * };
 * [...renderDeepGrey(opened).data]; // [65535, 39321, 0]
 * ```
 */
export function renderDeepGrey(opened: OpenedImage, window?: GreyWindow): PixelImage<Uint16Array> {
  return render(opened, window, (length) => new Uint16Array(length), 65535);
}

function render<D extends Uint8Array | Uint16Array>(
  opened: OpenedImage,
  window: GreyWindow | undefined,
  make: (length: number) => D,
  white: number,
): PixelImage<D> {
  const { pixels, inverted } = opened;
  if (pixels.channels !== 1)
    throw new PneumoError('INVALID_ARGUMENT', 'An image of three channels came; windows are for grey ones.');
  if (window) checkWindow(window);
  const { data, width, height } = pixels;
  const table = make(pixels.data instanceof Uint8Array ? 256 : 65536);
  fillTable(table, opened, window ?? opened.voi, white);
  const grey = make(data.length);
  for (let i = 0; i < data.length; i++) grey[i] = table[data[i]!]!;
  if (inverted) {
    for (let i = 0; i < grey.length; i++) grey[i] = white - grey[i]!;
  }
  blackenPadding(grey, opened);
  return pixelImage(width, height, 1, grey);
}

/**
 * Refuses a window that is none.
 *
 * @param window - centre, width, shape
 * @throws PneumoError `INVALID_ARGUMENT`
 */
export function checkWindow({ centre, width, shape = 'linear' }: GreyWindow): void {
  const smallest = shape === 'linear' ? 1 : Number.MIN_VALUE;
  if (!Number.isFinite(centre) || !(width >= smallest) || !Number.isFinite(width)) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `A window of centre ${centre} and width ${width} came; expected numbers, the width ${shape === 'linear' ? 'at least 1' : 'over 0'}.`,
    );
  }
}

/** The grey of every value that the pixels can hold; inversion comes later. */
function fillTable(
  table: Uint8Array | Uint16Array,
  opened: OpenedImage,
  voi: GreyWindow | LookupTable | undefined,
  white: number,
): void {
  const { pixels, offset, modality } = opened;
  const inUnits = (value: number): number =>
    'data' in modality
      ? lookUp(modality, value + offset)
      : (value + offset) * modality.slope + modality.intercept;
  let grey: (value: number) => number;
  if (voi && 'data' in voi) {
    const most = 2 ** voi.bits - 1;
    grey = (value) => lookUp(voi, inUnits(value)) / most;
  } else if (voi) {
    grey = (value) => windowed(inUnits(value), voi);
  } else {
    const [low, high] = pixels.data instanceof Uint8Array ? [0, 255] : rangeOf(opened);
    // A negative slope turns the order of the values round.
    const ends = [inUnits(low), inUnits(high)] as const;
    const [black, top] =
      'data' in modality ? extremes(inUnits, low, high) : [Math.min(...ends), Math.max(...ends)];
    grey = top > black ? (value) => (inUnits(value) - black) / (top - black) : () => 0;
  }
  for (let value = 0; value < table.length; value++) {
    table[value] = Math.min(white, Math.max(0, Math.round(white * grey(value))));
  }
}

function lookUp({ first, data }: LookupTable, value: number): number {
  return data[Math.min(data.length - 1, Math.max(0, Math.round(value) - first))]!;
}

function extremes(inUnits: (value: number) => number, low: number, high: number): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (let value = low; value <= high; value++) {
    least = Math.min(least, inUnits(value));
    most = Math.max(most, inUnits(value));
  }
  return [least, most];
}

function rangeOf({ pixels: { data }, padding, offset }: OpenedImage): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  const [from, to] = padding ?? [1, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value + offset >= from && value + offset <= to) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? [0, 0] : [low, high];
}

function blackenPadding(
  grey: Uint8Array | Uint16Array,
  { pixels: { data }, padding, offset }: OpenedImage,
): void {
  if (!padding) return;
  const [from, to] = padding;
  for (let i = 0; i < data.length; i++) {
    if (data[i]! + offset >= from && data[i]! + offset <= to) grey[i] = 0;
  }
}
