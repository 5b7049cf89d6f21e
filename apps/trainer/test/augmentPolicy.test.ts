import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namedPolicies } from '@pneumo/augment';
import { describe, expect, it } from 'vitest';
import { boundAugment, policyNamed } from '../src/config/augmentPolicy.ts';
import { mixOf, policyOf } from '../src/pipeline/trainingSettings.ts';
import { newFolder } from './support/pneumo.ts';

const folder = newFolder();
const pathOf = (path: string): string => join(folder, path);
const policy = { version: 1, fill: 'edge', operations: [{ type: 'rotation', degrees: 5 }] };

describe('boundAugment', () => {
  it('leaves a preset its name and puts a file’s policy in its place', () => {
    writeFileSync(pathOf('own.json'), JSON.stringify(policy));
    expect(boundAugment('strong', pathOf)).toBe('strong');
    expect(boundAugment('own.json', pathOf)).toEqual(policy);
    expect(policyNamed(boundAugment('own.json', pathOf))).toEqual(policy);
    expect(policyNamed('chest')).toBe(namedPolicies.chest);
    expect(policyOf({ augment: 'none' } as Parameters<typeof policyOf>[0])).toBeUndefined();
  });

  it('refuses unknown names with the nearest, files that are missing or no policy, by field', () => {
    expect(() => boundAugment('srong', pathOf)).toThrow(
      /--augment is 'srong'; expected none, .*Did you mean strong/,
    );
    expect(() => boundAugment('gone.json', pathOf)).toThrow(/gone.json cannot be read/);
    writeFileSync(pathOf('torn.json'), '{');
    expect(() => boundAugment('torn.json', pathOf)).toThrow(/torn.json is not valid JSON/);
    const wild = { ...policy, operations: [{ type: 'rotation', degrees: 500 }] };
    writeFileSync(pathOf('wild.json'), JSON.stringify(wild));
    expect(() => boundAugment('wild.json', pathOf)).toThrow(/wild.json.operations\[0\].degrees is 500/);
    expect(() => boundAugment(wild, pathOf)).toThrow(/augment.operations\[0\].degrees is 500/);
  });
});

describe('mixOf', () => {
  it('is one way of mixing or none', () => {
    expect(mixOf({ mixup: 0, cutmix: 0, reusePrefix: 0 })).toBeUndefined();
    expect(mixOf({ mixup: 0.2, cutmix: 0, reusePrefix: 0 })).toEqual({
      version: 1,
      kind: 'mixup',
      alpha: 0.2,
    });
    expect(mixOf({ mixup: 0, cutmix: 1, reusePrefix: 0 })).toEqual({ version: 1, kind: 'cutmix', alpha: 1 });
    expect(() => mixOf({ mixup: 0.2, cutmix: 1, reusePrefix: 0 })).toThrow(/give one of them/);
  });
});
