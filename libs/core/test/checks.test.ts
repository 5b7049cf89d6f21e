import {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkPositive,
  checkProbability,
  checkSameLength,
  SMALLEST_POSITIVE,
  pixelImage,
} from '@pneumo/core';
import { describe, expect, it } from 'vitest';

describe('the argument checks', () => {
  it('name the argument, what came and the bounds', () => {
    expect(() => checkInteger('epochs', -1, { min: 1 })).toThrow(
      'epochs is -1; expected a whole number of at least 1.',
    );
    expect(() => checkNumber('lr', Number.NaN)).toThrow('lr is NaN; expected a finite number.');
    expect(() => checkProbability('threshold', 1.2)).toThrow(
      'threshold is 1.2; expected a finite number from 0 to 1.',
    );
    expect(() => checkOneOf('loss', 'hinge', ['bce', 'focal'])).toThrow(
      "loss is 'hinge'; expected one of 'bce', 'focal'.",
    );
    expect(() => checkSameLength('labels', [1], 'scores', [])).toThrow(
      'labels has 1 entries and scores has 0',
    );
  });

  it('take for true or false nothing else', () => {
    expect([checkBoolean('centered', true), checkBoolean('centered', false)]).toEqual([true, false]);
    expect(() => checkBoolean('centered', 'false')).toThrow("centered is 'false'; expected true or false.");
    for (const value of [0, 1, null, undefined])
      expect(() => checkBoolean('x', value)).toThrow(/true or false/);
  });

  it('take for above 0 only what is so as a float32', () => {
    expect(checkPositive('lr', SMALLEST_POSITIVE)).toBe(2 ** -126);
    expect(Math.fround(1e-46)).toBe(0);
    for (const value of [0, -1, 1e-46, 1e-39, Number.NaN, Infinity, '1'])
      expect(() => checkPositive('lr', value)).toThrow(
        /expected a finite number above 0 \(at least 1\.2e-38/,
      );
    expect(() => checkPositive('climb', 2, { max: 1 })).toThrow(/ and at most 1\.$/);
  });

  it('give back what is right', () => {
    expect(checkInteger('n', 3, { min: 3, max: 3 })).toBe(3);
    expect(checkOneOf('loss', 'bce', ['bce'])).toBe('bce');
  });
});

describe('pixelImage', () => {
  it('knows the range of its element type', () => {
    expect(pixelImage(1, 1, 1, new Uint16Array(1)).range).toEqual([0, 65535]);
    expect(pixelImage(1, 1, 3, new Float32Array(3))).toMatchObject({ range: [0, 1], order: 'rgb' });
  });

  it('refuses sizes that do not fit the data, with both', () => {
    expect(() => pixelImage(2, 2, 1, new Uint8Array(3))).toThrow('2×2×1 needs 4 values; its data has 3');
    expect(() => pixelImage(0, 2, 1, new Uint8Array(0))).toThrow('0×2');
    expect(() => pixelImage(1, 1, 2 as 1, new Uint8Array(2))).toThrow('2 channels');
  });
});
