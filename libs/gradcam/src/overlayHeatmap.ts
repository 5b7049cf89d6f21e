import { type PixelImage, PneumoError, checkProbability, pixelImage } from '@pneumo/core';
import { type ColourMapName, colourTable } from './colourMaps.ts';
import { drawLegend, legendWidth } from './drawLegend.ts';
import { resizeMap } from './resizeMap.ts';

/** Options of {@link overlayHeatmap}. */
export interface OverlayOptions {
  /** The colours, `'turbo'` by default. */
  colourMap?: ColourMapName;
  /** Share of the heat map's colour in each pixel, 0 to 1; 0.4 by default. */
  alpha?: number;
  /** Whether a colour bar from 0 to 1 is added at the right, which widens the picture; true by default. */
  legend?: boolean;
}

/**
 * Lays a heat map over an image: `(1 - alpha) × image + alpha × colour(map)`, nothing rescaled.
 *
 * @param image - grey or colour, any range
 * @param map - grey, 0 to 1; resized bilinearly where the image has another size, as a full-size film has
 * @param options - colours, share, legend
 * @returns a picture in 8-bit red, green and blue, as high as the image and with a legend wider
 * @throws PneumoError `INVALID_IMAGE` when the map is no grey image of numbers from 0 to 1;
 * `INVALID_ARGUMENT` for an unknown colour map or a share outside 0..1
 *
 * @example
 * ```ts
 * const film = pixelImage(2, 1, 1, Uint8Array.of(100, 100));
 * const map = pixelImage(2, 1, 1, Float32Array.of(0, 1));
 * overlayHeatmap(film, map, { colourMap: 'viridis', alpha: 1, legend: false }).data; // [68, 1, 84, 253, 231, 37]
 * ```
 */
export function overlayHeatmap(
  image: PixelImage,
  map: PixelImage<Float32Array>,
  { colourMap = 'turbo', alpha = 0.4, legend = true }: OverlayOptions = {},
): PixelImage<Uint8Array> {
  checkProbability('alpha', alpha);
  checkMap(map);
  const table = colourTable(colourMap);
  const { width, height } = image;
  const heat =
    map.width === width && map.height === height
      ? map.data
      : resizeMap(map.data, [map.width, map.height], [width, height]);
  const fullWidth = width + (legend ? legendWidth(height) : 0);
  const data = new Uint8Array(fullWidth * height * 3);
  const [black, white] = image.range;
  const gain = 255 / (white - black);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = y * width + x;
      const to = 3 * (y * fullWidth + x);
      const colour = 3 * Math.round(heat[from]! * 255);
      for (let c = 0; c < 3; c++) {
        const value = image.data[from * image.channels + (image.channels === 3 ? c : 0)]!;
        const grey = Math.max(0, Math.min(255, (value - black) * gain));
        data[to + c] = Math.round((1 - alpha) * grey + alpha * table[colour + c]!);
      }
    }
  }
  const canvas = { width: fullWidth, height, data };
  if (legend) drawLegend(canvas, width, table);
  return pixelImage(fullWidth, height, 3, data);
}

function checkMap(map: PixelImage<Float32Array>): void {
  if (map.channels !== 1) {
    throw new PneumoError('INVALID_IMAGE', `A heat map of ${map.channels} channels came; expected 1.`);
  }
  const bad = map.data.findIndex((value) => !(value >= 0 && value <= 1));
  if (bad < 0) return;
  throw new PneumoError(
    'INVALID_IMAGE',
    `The heat map holds ${map.data[bad]} at index ${bad}; expected numbers from 0 to 1, as gradCam gives them.`,
    { details: { index: bad, value: map.data[bad] } },
  );
}
