/** Attributes of TensorFlow.js' resizes. */
export interface ResizeAttrs {
  /** Whether the corners of both images coincide. */
  readonly alignCorners: boolean;
  /** Whether positions are the centres of pixels. */
  readonly halfPixelCenters: boolean;
}

/** For each new position along an axis the two old ones that it lies between, and how far behind the first. */
export interface AxisSamples {
  /** Positions before. */
  readonly low: Int32Array;
  /** Positions behind. */
  readonly high: Int32Array;
  /** From 0 at the first to 1 at the second. */
  readonly fraction: Float32Array;
}

/** Old positions for each of `to` new ones, in fractions, as TensorFlow.js computes them. */
function sources(from: number, to: number, offset: number, { alignCorners }: ResizeAttrs): number[] {
  const aligned = alignCorners && to > 1;
  const ratio = (aligned ? from - 1 : from) / (aligned ? to - 1 : to);
  return Array.from({ length: to }, (_, position) => ratio * (position + offset));
}

/** Where a bilinear resize along one axis takes its values. */
export function bilinearSamples(from: number, to: number, attrs: ResizeAttrs): AxisSamples {
  const { halfPixelCenters } = attrs;
  const places = sources(from, to, halfPixelCenters ? 0.5 : 0, attrs).map((source) =>
    halfPixelCenters ? source - 0.5 : source,
  );
  const low = Int32Array.from(places, (source) => Math.max(0, Math.floor(source)));
  return {
    low,
    high: Int32Array.from(places, (source) => Math.min(from - 1, Math.ceil(source))),
    fraction: Float32Array.from(places, (source, position) => source - low[position]!),
  };
}

/** Where a nearest-neighbour resize along one axis takes its values. */
export function nearestSamples(from: number, to: number, attrs: ResizeAttrs): Int32Array {
  const places = sources(from, to, attrs.halfPixelCenters ? 0.5 : 0, attrs);
  return Int32Array.from(places, (source) =>
    Math.min(from - 1, attrs.alignCorners ? Math.round(source) : Math.floor(source)),
  );
}
