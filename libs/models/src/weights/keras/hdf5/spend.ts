/**
 * Counts one thing that was met, and its bytes where it is kept: what many places refer to fills the memory as often.
 *
 * @throws PneumoError `INVALID_KERAS_FILE` when there are too many, or more bytes than the file has
 */
export type Spend = (bytes?: number) => void;
