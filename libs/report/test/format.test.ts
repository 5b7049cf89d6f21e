import { metricNames } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';
import { count, coverage, figure, figureNames, interval, percent, probability } from '../src/format.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('figures in words', () => {
  it('every figure of the metrics has a name', () => {
    expect(Object.keys(figureNames).sort()).toEqual([...metricNames].sort());
  });

  it('shares are percentages with one decimal, areas have three', () => {
    expect(plain(percent(0.9231))).toBe('92.3 %');
    expect(plain(figure(0.948, 'decimal'))).toBe('0.948');
    expect(plain(figure(1, 'percent'))).toBe('100.0 %');
    expect(figure(null, 'percent')).toBe('not defined');
  });

  it('intervals name both ends, or nothing where there is none', () => {
    expect(plain(interval({ value: 0.9, low: 0.897, high: 0.948 }, 'percent'))).toBe('89.7 to 94.8 %');
    expect(interval({ value: 0.9, low: 0.8, high: 0.95 }, 'decimal')).toBe('0.800 to 0.950');
    expect(interval({ value: 0.9, low: null, high: null }, 'decimal')).toBe('');
  });

  it('counts have commas', () => {
    expect([0, 999, 4185, 1234567].map(count)).toEqual(['0', '999', '4,185', '1,234,567']);
  });

  it('probabilities never round to certainty', () => {
    expect([0, 0.0004, 0.25, 0.6349, 0.9996, 1].map(probability).map(plain)).toEqual([
      '0',
      '< 0.001',
      '0.25',
      '0.635',
      '> 0.999',
      '1',
    ]);
  });

  it('coverage is a percentage without needless decimals', () => {
    expect([0.95, 0.999].map(coverage).map(plain)).toEqual(['95 %', '99.9 %']);
  });
});
