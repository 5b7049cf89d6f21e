/**
 * A text from outside for an error message, which a hostile one must not fill.
 *
 * @param text - any text
 * @param longest - letters that are kept
 * @returns the text, or its beginning and an ellipsis
 *
 * @example
 * ```ts
 * cutText('abcdef', 3); // 'abc…'
 * ```
 */
export function cutText(text: string, longest = 100): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
