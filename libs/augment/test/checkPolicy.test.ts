import { checkPolicy, identityPolicy, studyPolicy } from '@pneumo/augment';
import { isPneumoError } from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const good = { version: 1, fill: 'edge', operations: [] };

describe('checkPolicy', () => {
  it('accepts the presets, also after JSON', () => {
    expect(checkPolicy(JSON.parse(JSON.stringify(studyPolicy)))).toEqual(studyPolicy);
    expect(checkPolicy(identityPolicy)).toBe(identityPolicy);
  });

  it.each([
    [undefined, /policy is undefined; expected an object with version, fill, operations/],
    [[], /policy is \[\]/],
    [{ ...good, version: 2 }, /policy.version is 2; expected 1/],
    [{ ...good, fill: 'wrap' }, /policy.fill is "wrap"; expected 'edge', 'reflect' or a number/],
    [{ ...good, fill: NaN }, /policy.fill is NaN/],
    [{ ...good, extra: 1 }, /unknown key 'extra'/],
    [{ version: 1, fill: 0 }, /lacks 'operations'/],
    [{ ...good, operations: {} }, /policy.operations is \{\}/],
    [
      { ...good, operations: [null] },
      /operations\[0\].type is undefined; expected one of horizontalFlip, rotation/,
    ],
    [{ ...good, operations: [{ type: 'verticalFlip' }] }, /operations\[0\].type is "verticalFlip"/],
    [{ ...good, operations: [{ type: 'toString' }] }, /type is "toString"/],
    [{ ...good, operations: [{ type: 'rotation' }] }, /operations\[0\] lacks 'degrees'/],
    [
      { ...good, operations: [{ type: 'rotation', degrees: '10' }] },
      /degrees is "10"; expected a number from 0 to 180/,
    ],
    [{ ...good, operations: [{ type: 'rotation', degrees: -10 }] }, /degrees is -10/],
    [{ ...good, operations: [{ type: 'rotation', degree: 10 }] }, /unknown key 'degree'/],
    [
      { ...good, operations: [{ type: 'horizontalFlip', probability: 2 }] },
      /probability is 2; expected a number from 0 to 1/,
    ],
  ])('refuses %j and says what is wrong', (policy, message) => {
    expect(() => checkPolicy(policy)).toThrow(message);
  });

  it('says what came also where no JSON can be made of it', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    expect(() => checkPolicy({ ...good, fill: circular })).toThrow(/policy.fill is \{"self":/);
    expect(() => checkPolicy({ ...good, operations: 10n })).toThrow(/policy.operations is 10/);
    const operations = [{ type: 'rotation', degrees: circular }];
    expect(() => checkPolicy({ ...good, operations })).toThrow(/degrees is \{"self":/);
  });

  it('meets any JSON with an answer or a PneumoError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.jsonValue().map((operations) => ({ ...good, operations })),
        ),
        (value) => {
          try {
            checkPolicy(value);
          } catch (error) {
            expect(isPneumoError(error, 'INVALID_AUGMENTATION')).toBe(true);
          }
        },
      ),
    );
  });
});
