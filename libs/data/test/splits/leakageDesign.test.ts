import { generatePhantom, leakageDesign, type Sample } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { films } from '../support/samples.ts';

describe('leakageDesign', () => {
  const { samples } = generatePhantom({ seed: 5, patients: 120, size: 32 });
  const byId = new Map(samples.map((sample): [string, Sample] => [sample.id, sample]));
  const patients = (ids: readonly string[]): Set<string> => new Set(ids.map((id) => byId.get(id)!.patient));
  const kinds = (ids: readonly string[]): string[] =>
    ids.map((id) => `${byId.get(id)!.label}/${byId.get(id)!.columns?.subtype}`).sort();

  it.each([0, 1, 2])(
    'swaps other films of judged patients for as many alike, and nothing else (seed %i)',
    (seed) => {
      const { evaluation, val, clean, leaky, siblings } = leakageDesign(samples, { seed });
      const judged = patients(evaluation);
      expect(judged.size).toBe(evaluation.length);
      expect(kinds(leaky)).toEqual(kinds(clean));
      expect(patients(siblings)).toEqual(judged);
      for (const part of [clean, val])
        for (const patient of patients(part)) expect(judged.has(patient)).toBe(false);
      for (const patient of patients(val)) expect(patients(clean).has(patient)).toBe(false);
      const cleanSet = new Set(clean);
      expect(leaky.filter((id) => !cleanSet.has(id))).toEqual(siblings);
      expect(leaky.some((id) => evaluation.includes(id))).toBe(false);
      expect(leakageDesign(samples.toReversed(), { seed })).toEqual({
        evaluation,
        val,
        clean,
        leaky,
        siblings,
      });
    },
  );

  it('says when there is nothing to measure', async () => {
    const single = [...films('NORMAL', 20), ...films('PNEUMONIA', 20)];
    expect((await errorOf(() => leakageDesign(single, { seed: 1 }))).message).toContain('several films');
    const error = await errorOf(() => leakageDesign(samples, { seed: 1, judgedFraction: 1 }));
    expect(error.code).toBe('TOO_FEW_PATIENTS');
  });
});
