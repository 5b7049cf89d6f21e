/** Smallest and largest value, both included. */
export type Bounds = readonly [min: number, max: number];

/** What a field of a line may hold: a number, a whole number, numbers, a word, or lists of drawn operations. */
export type FieldSpec =
  | Bounds
  | { readonly integer: Bounds }
  | { readonly list: Bounds; readonly multipleOf: number; readonly maxLength: number }
  | { readonly oneOf: readonly string[] }
  | { readonly chains: Bounds };

/** Whether a spec is that of a number. */
export function isBounds(spec: FieldSpec): spec is Bounds {
  return Array.isArray(spec);
}
