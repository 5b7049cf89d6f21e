/** What became of one spec of TensorFlow.js. */
export interface SpecResult {
  /** Names of its suites and its own, as jasmine joins them. */
  readonly name: string;
  /** `excluded` are those that jasmine was told to leave out, by the specs themselves (xit) or by a filter. */
  readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
  /** The first failed expectation. */
  readonly message?: string;
}
