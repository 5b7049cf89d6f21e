import { isPneumoError } from '@pneumo/core';
import { type CnnConfig, studyCnnConfig } from '@pneumo/models';
import { describe, expect, it } from 'vitest';

const refusal = (overrides: object): { code: string; message: string } => {
  try {
    studyCnnConfig(overrides as Partial<CnnConfig>);
  } catch (error) {
    if (isPneumoError(error)) return error;
  }
  throw new Error('It was taken.');
};

describe('studyCnnConfig', () => {
  it('is whole, is JSON, and takes itself as overrides', () => {
    const config = studyCnnConfig({ inputSize: 96, dense: [] });
    expect(config).toMatchObject({ inputSize: 96, channels: 3, filters: [32, 64, 128, 256, 512], dense: [] });
    expect(studyCnnConfig(JSON.parse(JSON.stringify(config)) as CnnConfig)).toEqual(config);
  });

  it('takes undefined for "as it is" and shares no list with its caller or the defaults', () => {
    const filters = [8, 8];
    const config = studyCnnConfig({ filters, inputSize: undefined });
    config.filters.push(8);
    studyCnnConfig().filters.push(8);
    expect(filters).toEqual([8, 8]);
    expect(studyCnnConfig().filters).toHaveLength(5);
    expect(config.inputSize).toBe(150);
  });

  it('refuses an unknown key and names the nearest', () => {
    const { code, message } = refusal({ filter: [8] });
    expect(code).toBe('UNKNOWN_KEY');
    expect(message).toMatch(/no key 'filter'\. Did you mean filters\? Its keys are inputSize, channels/);
    expect(refusal({ colour: 1 }).message).not.toMatch(/Did you mean/);
  });

  it.each([
    [{ inputSize: 31 }, /inputSize is 31; expected a whole number from 32/],
    [{ inputSize: 150.5 }, /inputSize is 150.5/],
    [{ inputSize: 32, filters: [2, 2, 2, 2, 2, 2] }, /inputSize is 32, which 6 poolings .* at least 64/],
    [{ channels: 2 }, /channels is 2; expected 1 or 3/],
    [{ filters: [] }, /filters is \[\]/],
    [{ filters: [8, 0] }, /filters\[1\] is 0/],
    [{ filters: 8 }, /filters is 8/],
    [{ dense: [-1] }, /dense\[0\] is -1/],
    [{ convsPerBlock: 0 }, /convsPerBlock is 0/],
    [{ blockDropout: 1 }, /blockDropout is 1;/],
    [{ denseDropout: NaN }, /denseDropout is NaN/],
    [{ pooling: 'max' }, /pooling is 'max'; expected one of 'average', 'flatten'/],
    [{ batchNormEpsilon: 0 }, /batchNormEpsilon is 0/],
    [{ seed: -1 }, /seed is -1/],
  ])('refuses %j', (overrides, message) => {
    const error = refusal(overrides);
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.message).toMatch(message);
  });
});
