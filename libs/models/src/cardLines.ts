import type { DataContract } from './contract/dataContract.ts';

/** What the card of a model and that of an ensemble say of their answers. */
export function outcomeLines({
  calibration,
  prevalence,
  threshold,
}: Pick<DataContract, 'calibration' | 'prevalence' | 'threshold'>): string[] {
  return [
    `- Calibration: ${calibration === undefined ? 'none; probabilities are the sigmoid of the logit' : `${calibration.method}, fitted on ${calibration.fittedOn}`}`,
    ...(prevalence === undefined
      ? []
      : [`- Prevalence that the probabilities speak of: ${prevalence.value} (${prevalence.of})`]),
    `- Threshold: ${threshold === undefined ? 'none chosen' : `${threshold.value} (${threshold.rule}, chosen on ${threshold.chosenOn})`}`,
  ];
}

/** The parts of a card that people fill in. */
export function openLines(manifest: string): string[] {
  return [
    '## Data and figures',
    '',
    `- Training manifest: ${manifest}`,
    '- Where the films come from, whose they are, and who is missing among them: TODO',
    '- Figures with intervals on data that neither training nor choosing saw: TODO',
    '',
    '## Use and limits',
    '',
    '- Meant for: TODO',
    '- Not meant for: diagnosis of patients; films of another kind than those it was trained on',
    '- Licence, and that of the weights it began with: TODO',
    '',
  ];
}
