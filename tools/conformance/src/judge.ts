import type { Exception } from './readExceptions.ts';
import type { SpecResult } from './SpecResult.ts';

/** The verdict over a run of specs. */
export interface Verdict {
  /** Number of specs that passed. */
  readonly passed: number;
  /** Specs that failed and are no exception. */
  readonly failed: readonly SpecResult[];
  /** Specs that failed as an exception says. */
  readonly excepted: readonly SpecResult[];
  /** Number of specs that switch themselves off (`xit`), on every backend. */
  readonly pending: number;
  /** Exceptions that no failed spec needs any more; only told by a run without a filter. */
  readonly stale: readonly Exception[];
}

/**
 * Weighs the results of a run against the exceptions.
 *
 * @param results - what became of each spec
 * @param exceptions - specs that may fail
 * @returns counts and failures
 */
export function judge(results: readonly SpecResult[], exceptions: readonly Exception[]): Verdict {
  const allows = ({ name }: SpecResult, exception: Exception): boolean => name.includes(exception.name);
  const failures = results.filter(({ status }) => status === 'failed');
  const excepted = failures.filter((result) => exceptions.some((exception) => allows(result, exception)));
  return {
    passed: results.filter(({ status }) => status === 'passed').length,
    failed: failures.filter((result) => !excepted.includes(result)),
    excepted,
    pending: results.filter(({ status }) => status === 'pending').length,
    stale: exceptions.filter((exception) => !failures.some((result) => allows(result, exception))),
  };
}
