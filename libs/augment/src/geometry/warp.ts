/**
 * A map of the plane that is not affine: changes `count` points in place, from the centres of output
 * pixels to where they come from. Only exactly rounded arithmetic, so that a replay gives the same bytes.
 */
export type Warp = (xs: Float64Array, ys: Float64Array, count: number) => void;
