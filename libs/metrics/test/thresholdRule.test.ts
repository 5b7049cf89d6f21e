import { describeThresholdRule, parseThresholdRule } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';

describe('parseThresholdRule', () => {
  it('reads every rule', () => {
    expect(parseThresholdRule('youden')).toEqual({ kind: 'youden' });
    expect(parseThresholdRule('sensitivity:0.9')).toEqual({ kind: 'sensitivity', atLeast: 0.9 });
    expect(parseThresholdRule('0.5')).toEqual({ kind: 'fixed', value: 0.5 });
    expect(parseThresholdRule('.25')).toEqual({ kind: 'fixed', value: 0.25 });
  });

  it.each([
    '',
    'best',
    'sensitivity',
    'sensitivity:0',
    'sensitivity:95',
    'sensitivity:x',
    '1.5',
    '-0.1',
    'NaN',
    ' 0.5',
  ])('refuses %j and lists the forms', (text) => {
    expect(() => parseThresholdRule(text)).toThrow(
      /^The threshold rule is '.*'; expected 'youden', 'sensitivity:0.95'/,
    );
  });
});

describe('describeThresholdRule', () => {
  it('says every rule in words', () => {
    expect(describeThresholdRule({ kind: 'youden' })).toContain('Youden');
    expect(describeThresholdRule({ kind: 'sensitivity', atLeast: 0.955 })).toContain('at least 95.5 %');
    expect(describeThresholdRule({ kind: 'fixed', value: 0.5 })).toBe('fixed beforehand');
  });
});
