import { describe, expect, it } from 'vitest';
import { judge } from '../src/judge.ts';
import { readExceptions } from '../src/readExceptions.ts';
import { runConformance } from '../src/runConformance.ts';

/** Lower it when an exception goes; never raise it. */
const MOST_EXCEPTIONS = 0;

/**
 * Specs of tfjs-core 4.22 that exist for a backend of another name than `cpu`; the cpu backend has two
 * more, which switch between two copies of itself.
 */
const SPECS = 4225;

describe('conformance', () => {
  it('passes every spec of tfjs-core that is not excluded, and needs every exclusion that it has', async () => {
    const verdict = judge(await runConformance('onnx'), readExceptions());
    expect(verdict.failed).toEqual([]);
    expect(verdict.stale).toEqual([]);
    expect(verdict.passed + verdict.excepted.length).toBe(SPECS);
  }, 180_000);
});

describe('the exceptions', () => {
  it('do not grow', () => {
    expect(readExceptions().length).toBeLessThanOrEqual(MOST_EXCEPTIONS);
  });

  it('have a reason each', () => {
    for (const { name, reason } of readExceptions()) expect(reason.length, name).toBeGreaterThan(20);
  });
});
