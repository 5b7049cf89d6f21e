/** Size, channels and range of the image that operations work on. */
export interface Frame {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 for grey, 3 for red, green, blue. */
  readonly channels: 1 | 3;
  /** The values of black and white. */
  readonly range: readonly [black: number, white: number];
}
