/**
 * Whether what was thrown is the consequence of an aborted signal rather than a fault of its own.
 *
 * @param error - what was thrown
 * @param signal - the signal that may have led to it
 * @returns true where the signal is aborted and the error is its reason, an `AbortError`, or one with the code `ABORTED`
 *
 * @example
 * ```ts
 * const controller = new AbortController();
 * controller.abort();
 * isAbort(controller.signal.reason, controller.signal); // true
 * isAbort(new Error('disk full'), controller.signal); // false
 * ```
 */
export function isAbort(error: unknown, signal: AbortSignal | undefined): boolean {
  if (!signal?.aborted) return false;
  if (error === signal.reason) return true;
  const { name, code } = error as { name?: unknown; code?: unknown };
  return name === 'AbortError' || code === 'ABORTED';
}
