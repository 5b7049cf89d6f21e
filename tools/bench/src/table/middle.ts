/** The middle of some figures; of two the greater. */
export function middle(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[figures.length >> 1]!;
}

/** Middle, least and most of the ratios of figures of the same rounds. */
export function ratios(above: readonly number[], below: readonly number[]): string {
  const each = above.map((value, i) => value / below[i]!);
  return `${middle(each).toFixed(2)} (${Math.min(...each).toFixed(2)} to ${Math.max(...each).toFixed(2)})`;
}
