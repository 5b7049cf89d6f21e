import { type AugmentOperation, studyPolicy } from '@pneumo/augment';
import { describe, expect, it } from 'vitest';

describe('studyPolicy', () => {
  it('cannot be changed by accident', () => {
    expect(() => ((studyPolicy.operations[1] as { degrees: number }).degrees = 90)).toThrow(TypeError);
    expect(() => (studyPolicy.operations as AugmentOperation[]).pop()).toThrow(TypeError);
  });
});
