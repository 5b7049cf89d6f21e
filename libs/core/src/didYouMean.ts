import { closest, distance } from 'fastest-levenshtein';

/**
 * Ends an error message with the word that was probably meant.
 *
 * @param typed - the unknown word
 * @param allowed - the words that exist
 * @param prefix - what stands in front of the suggestion, such as `--`
 * @returns ` Did you mean …?` with a leading space when a word is near (edit distance at most 2, or
 * a third of the letters), else an empty text
 *
 * @example
 * ```ts
 * didYouMean('epoch', ['epochs', 'lr'], '--'); // ' Did you mean --epochs?'
 * didYouMean('abacus', ['onnx', 'cpu']); // ''
 * ```
 */
export function didYouMean(typed: string, allowed: readonly string[], prefix = ''): string {
  if (allowed.length === 0) return '';
  const nearest = closest(typed, allowed);
  const near = distance(typed, nearest) <= Math.max(2, Math.floor(typed.length / 3));
  return near ? ` Did you mean ${prefix}${nearest}?` : '';
}
