/** Calls `use` with the nearest of 256 levels of each value of one channel. */
export function levelsOf(
  values: Float32Array,
  channel: number,
  channels: number,
  [black, white]: readonly [number, number],
  use: (level: number) => void,
): void {
  const scale = 255 / (white - black);
  for (let i = channel; i < values.length; i += channels) use(levelOf((values[i]! - black) * scale));
}

/** The nearest level from 0 to 255. */
export function levelOf(place: number): number {
  return place <= 0 ? 0 : place >= 255 ? 255 : (place + 0.5) | 0;
}

/** Sends each value of one channel through a table of 257 levels, linearly between them. */
export function mapLevels(
  values: Float32Array,
  channel: number,
  channels: number,
  [black, white]: readonly [number, number],
  table: Float64Array,
): void {
  const scale = 255 / (white - black);
  for (let i = channel; i < values.length; i += channels) {
    values[i] = black + lookUp(table, 0, (values[i]! - black) * scale) / scale;
  }
}

/** The value of a table at a place from 0 to 255, linearly between its levels. */
export function lookUp(table: Float64Array, from: number, place: number): number {
  const held = place <= 0 ? 0 : place >= 255 ? 255 : place;
  const level = held | 0;
  const low = table[from + level]!;
  const part = held - level;
  return part === 0 ? low : low + (table[from + level + 1]! - low) * part;
}
