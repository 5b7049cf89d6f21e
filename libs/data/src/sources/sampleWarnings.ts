import { compareIds } from '../compareIds.ts';
import type { Sample } from '../sample.ts';
import type { DataWarning } from './dataWarning.ts';

const NAMED = 5;

/**
 * What to know about a list of samples: labels that are missing, and patients with both labels.
 *
 * @param samples - the samples
 * @returns one warning a kind
 */
export function sampleWarnings(samples: readonly Sample[]): DataWarning[] {
  const warnings: DataWarning[] = [];
  const unlabelled = samples.filter(({ label }) => label === undefined).length;
  if (unlabelled > 0) {
    warnings.push({
      code: 'UNLABELLED',
      message: `${unlabelled} of ${samples.length} images have no label: a model can predict them, but neither learn from them nor be judged on them.`,
    });
  }
  const labels = new Map<string, Set<string>>();
  for (const { patient, label } of samples) {
    if (label) labels.set(patient, (labels.get(patient) ?? new Set()).add(label));
  }
  const both = [...labels].filter(([, seen]) => seen.size > 1).map(([patient]) => patient);
  if (both.length > 0) {
    const named = both.sort(compareIds).slice(0, NAMED).join(', ');
    warnings.push({
      code: 'PATIENT_WITH_BOTH_LABELS',
      message: `${both.length} patients have images of both labels: ${named}${both.length > NAMED ? ', ...' : ''}. That can be right (an illness comes and goes) or a slip of the patient rule.`,
    });
  }
  return warnings;
}
