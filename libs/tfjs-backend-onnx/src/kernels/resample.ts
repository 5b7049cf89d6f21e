import type { LazyOp } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import type { LazyValue } from '../graph/lazy.ts';
import type { LazyBackend } from '../LazyBackend.ts';

/** Pixels of a batch of images by their number, and whether there is such a pixel. */
export class PixelList {
  /** Number of each pixel in row-major order of [n, h, w]; 0 where there is none. */
  readonly places: Int32Array;
  /** 1 where there is a pixel, 0 outside of the image. */
  readonly inside: Uint8Array;
  readonly #height: number;
  readonly #width: number;

  /**
   * @param shape - dimensions of the images, [n, h, w, c]
   * @param count - number of pixels in the list
   */
  constructor(shape: readonly number[], count: number) {
    this.places = new Int32Array(count);
    this.inside = new Uint8Array(count);
    this.#height = shape[1]!;
    this.#width = shape[2]!;
  }

  /** Puts a pixel, or nothing where the image has none, at a place of the list. */
  set(at: number, image: number, row: number, column: number): void {
    if (!(row >= 0 && row < this.#height && column >= 0 && column < this.#width)) return;
    this.places[at] = (image * this.#height + row) * this.#width + column;
    this.inside[at] = 1;
  }

  /** The list as inputs of a graph. */
  values(backend: LazyBackend): LazyValue[] {
    return [
      backend.hostValue(this.places, [this.places.length]),
      backend.hostValue(this.inside, [this.inside.length, 1]),
    ];
  }
}

/** Pixels as rows of channels, with a fill where there is none. */
function pixels(
  lowering: Lowering,
  images: LazyValue,
  [places, inside]: readonly LazyValue[],
  fill: LazyValue,
): string {
  const [n, h, w, c] = images.shape as [number, number, number, number];
  const rows = lowering.reshape(lowering.plain(images), [n * h * w, c]);
  const found = lowering.op('Gather', [rows, lowering.plain(places!)], { axis: 0 });
  return lowering.op('Where', [lowering.plain(inside!), found, lowering.plain(fill)]);
}

/** Inputs: images, fill (a scalar, or one value a channel), places, inside. */
export const nearestPixelsOp: LazyOp = {
  name: 'NearestPixels',
  lower(lowering, node) {
    const [images, fill, ...list] = node.inputs;
    const name = pixels(lowering, images!, list, fill!);
    lowering.define(node.outputs[0]!, lowering.reshape(name, node.outputs[0]!.shape));
  },
};

/**
 * Inputs: images, fill, lists of four pixels (top left, top right, bottom left, bottom right), distance
 * from the left ones, distance from the top ones. The cpu backend has two formulas, which differ for infinities.
 */
export const bilinearPixelsOp: LazyOp<{ formula: 'difference' | 'weights' }> = {
  name: 'BilinearPixels',
  lower(lowering, node) {
    const [images, fill, ...rest] = node.inputs;
    const [left, top] = rest.slice(8).map((value) => lowering.plain(value));
    const op = (type: string, ...names: string[]): string => lowering.op(type, names);
    const corners = [0, 2, 4, 6].map((from) => pixels(lowering, images!, rest.slice(from, from + 2), fill!));
    const between = (a: string, b: string, way: string): string =>
      node.attrs.formula === 'difference'
        ? op('Add', a, op('Mul', op('Sub', b, a), way))
        : op('Add', op('Mul', op('Sub', lowering.scalar(1), way), a), op('Mul', way, b));
    const rows = [0, 2].map((first) => between(corners[first]!, corners[first + 1]!, left!));
    const name = between(rows[0]!, rows[1]!, top!);
    lowering.define(node.outputs[0]!, lowering.reshape(name, node.outputs[0]!.shape));
  },
};
