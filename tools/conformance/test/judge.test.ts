import { expect, it } from 'vitest';
import { judge } from '../src/judge.ts';

it('sorts results into passed, failed, excepted and pending, and finds exceptions that nobody needs', () => {
  const verdict = judge(
    [
      { name: 'sum of a tensor', status: 'passed' },
      { name: 'fft of nothing', status: 'failed', message: 'expected 1' },
      { name: 'sum of strings', status: 'failed', message: 'expected 2' },
      { name: 'someday', status: 'pending' },
      { name: 'filtered', status: 'excluded' },
    ],
    [
      { name: 'fft', reason: 'complex' },
      { name: 'cosine', reason: 'old' },
    ],
  );
  expect(verdict).toEqual({
    passed: 1,
    failed: [{ name: 'sum of strings', status: 'failed', message: 'expected 2' }],
    excepted: [{ name: 'fft of nothing', status: 'failed', message: 'expected 1' }],
    pending: 1,
    stale: [{ name: 'cosine', reason: 'old' }],
  });
});
