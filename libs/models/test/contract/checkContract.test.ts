import { isPneumoError } from '@pneumo/core';
import { checkContract } from '@pneumo/models';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import { tinyCnn } from '../tinyCnn.ts';

const { contract } = tinyCnn();
const refusal = (value: unknown): string => {
  try {
    checkContract(value);
  } catch (error) {
    if (isPneumoError(error)) return `${error.code}: ${error.message}`;
  }
  throw new Error('It was taken.');
};

describe('checkContract', () => {
  it('takes a contract that went through JSON, with and without its optional fields', () => {
    const whole = {
      ...contract,
      threshold: { value: 0.61, rule: 'youden', chosenOn: 'validation' },
      calibration: { method: 'isotonic', logits: [-1, 2], probabilities: [0.1, 0.9], fittedOn: 'validation' },
      manifestHash: 'abc',
      testTimeAugmentation: 'flip',
      prevalence: { value: 0.5, of: 'training images' },
    };
    expect(checkContract(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
    expect(checkContract(contract)).toBe(contract);
  });

  it('reads version 1, which knew no test-time augmentation', () => {
    const old = { ...contract, schemaVersion: 1 };
    expect(checkContract(old)).toBe(old);
    expect(refusal({ ...old, testTimeAugmentation: 'flip' })).toMatch(
      /schemaVersion is 1; expected 2 beside testTimeAugmentation/,
    );
  });

  it('says when there is none, and when another version wrote it', () => {
    expect(refusal(undefined)).toMatch(/^CONTRACT_MISSING: .*Save it with saveModel/);
    expect(refusal({ ...contract, schemaVersion: 3 })).toMatch(
      /^CONTRACT_VERSION: .*version 3.*reads versions 1 to 2/,
    );
    const forged = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown;
    expect(refusal({ ...contract, schemaVersion: forged })).toMatch(/^CONTRACT_VERSION: .*version \[\[\[\[…/);
  });

  it('names a field whose value is too deep to print', () => {
    const forged = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown;
    for (const field of ['architecture', 'inputSize', 'classNames', 'manifestHash'])
      expect(refusal({ ...contract, [field]: forged })).toMatch(
        `does not hold: ${field} is [[[[…]]]]; expected`,
      );
  });

  it.each([
    [{ inputSize: 0 }, /inputSize is 0/],
    [{ channels: 2 }, /channels is 2; expected 1 or 3/],
    [{ normalisation: { mean: [0.5], std: [0] } }, /normalisation.std is \[0\]/],
    [{ normalisation: { mean: [0, 0, 0], std: [1, 1, 1] } }, /normalisation.mean .* expected 1/],
    [{ classNames: ['PNEUMONIA', 'NORMAL'] }, /classNames is \["PNEUMONIA","NORMAL"\]/],
    [{ architecture: { name: 'cnn' } }, /architecture is/],
    [{ threshold: { value: 1.2, rule: 'youden', chosenOn: 'validation' } }, /threshold.value is 1.2/],
    [{ threshold: { value: 0.5, rule: 1, chosenOn: 'validation' } }, /threshold.rule is 1/],
    [{ calibration: { method: 'magic', fittedOn: 'validation' } }, /calibration.method is 'magic'/],
    [{ calibration: { method: 'temperature', temperature: 0, fittedOn: 'validation' } }, /temperature is 0/],
    [{ calibration: { method: 'platt', slope: 1, intercept: null, fittedOn: 'x' } }, /intercept is null/],
    [
      { calibration: { method: 'isotonic', logits: [1, 1], probabilities: [0, 1], fittedOn: 'x' } },
      /logits\[1\] is 1/,
    ],
    [
      { calibration: { method: 'isotonic', logits: [1, 2], probabilities: [1, 0], fittedOn: 'x' } },
      /probabilities\[1\] is 0/,
    ],
    [{ calibration: { method: 'temperature', temperature: 1 } }, /fittedOn is undefined/],
    [{ testTimeAugmentation: 'rotate' }, /testTimeAugmentation is 'rotate'; expected one of 'none', 'flip'/],
    [{ prevalence: { value: 1, of: 'training images' } }, /prevalence.value is 1; expected a number above 0/],
    [{ prevalence: { value: 0.4 } }, /prevalence.of is undefined/],
    [{ manifestHash: 5 }, /manifestHash is 5/],
  ])('refuses %j', (change, message) => {
    const text = refusal({ ...contract, ...change });
    expect(text).toMatch(/^INVALID_CONTRACT: The data contract does not hold: /);
    expect(text).toMatch(message);
  });
});
