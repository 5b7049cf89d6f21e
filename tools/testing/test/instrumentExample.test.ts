import { instrumentExample } from '@pneumo/testing';
import { describe, expect, it } from 'vitest';

describe('instrumentExample', () => {
  it('turns a value comment behind an expression into a check', () => {
    expect(instrumentExample('sum(1, 2); // 3')).toBe(
      '__check(sum(1, 2), (3), 0.000001, "line 1: sum(1, 2)");',
    );
  });

  it('checks a declared constant after its declaration', () => {
    expect(instrumentExample('const a = half(1); // ≈ 0.5')).toContain(
      'const a = half(1); __check(a, (0.5), 0.001',
    );
  });

  it('leaves a comment that is prose alone', () => {
    expect(instrumentExample('go(); // starts the run')).toBe('go(); // starts the run');
  });
});
