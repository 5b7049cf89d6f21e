/** Places between two pixels of bytes: what lies between them stands in 14 bits more, exactly. */
export const BYTE_PLACES = 128;

/** A place between pixels of bytes, rounded: four times as fine as OpenCV's. */
export function roundPlace(place: number): number {
  return Math.floor(place * BYTE_PLACES + 0.5) / BYTE_PLACES;
}

/** A place between pixels of other types, as it is. */
export function exactPlace(place: number): number {
  return place;
}
