/** `93 s`, `4 min 10 s`, `2 h 5 min` from milliseconds. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** `2026-03-01 14:05 UTC` from milliseconds since the epoch. */
export function formatMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `512 B`, `1.4 MB`, `3.2 GB` (powers of 1,000). */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** A measured value with its interval, `0.962 (0.948 to 0.974)`, or why there is none. */
export function formatMeasure(
  measure: { value: number | null; low?: number | null; high?: number | null } | undefined,
): string {
  if (measure === undefined || measure.value === null) return 'undefined';
  const { value, low, high } = measure;
  return low === undefined || low === null || high === undefined || high === null
    ? value.toFixed(3)
    : `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}
