/** What {@link PneumoError} takes beside its code and message. */
export interface PneumoErrorOptions {
  /** The error that led to this one. */
  cause?: unknown;
  /** Machine-readable facts: the argument, the value that came, the file, the shape. */
  details?: Readonly<Record<string, unknown>>;
}

/**
 * The one error class of the Pneumo libraries. The message says what came, what was expected and
 * what to do; the `code` is stable, so that programs can react to a cause without reading prose.
 *
 * @example
 * ```ts
 * const error = new PneumoError('INVALID_ARGUMENT', 'epochs is -1; expected a whole number of at least 1.');
 * error.code; // 'INVALID_ARGUMENT'
 * ```
 */
export class PneumoError extends Error {
  /** Always `PneumoError`, also across two copies of the package. */
  override readonly name = 'PneumoError';
  /** Stable, upper-case identifier of the cause, such as `INVALID_ARGUMENT` or `CORRUPT_FILE`. */
  readonly code: string;
  /** Machine-readable facts about the cause. */
  readonly details: Readonly<Record<string, unknown>>;

  /**
   * Makes the error; throw it where the cause is known.
   *
   * @param code - stable identifier of the cause, upper case with underscores
   * @param message - what came, what was expected, what to do
   * @param options - the underlying cause and machine-readable details
   */
  constructor(code: string, message: string, options: PneumoErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/**
 * Tells a {@link PneumoError} from any other thrown value, also across two copies of the package.
 *
 * @param value - anything that was caught
 * @param code - when given, the error's code must equal it
 * @returns true for a PneumoError (of that code)
 *
 * @example
 * ```ts
 * isPneumoError(new PneumoError('NO_DATA', 'No images.'), 'NO_DATA'); // true
 * ```
 */
export function isPneumoError(value: unknown, code?: string): value is PneumoError {
  return (
    value instanceof Error &&
    value.name === 'PneumoError' &&
    typeof (value as { code?: unknown }).code === 'string' &&
    (code === undefined || (value as PneumoError).code === code)
  );
}
