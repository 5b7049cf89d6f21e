import type { ImageAudit } from './auditImages.ts';
import type { DuplicateGroup } from './findDuplicates.ts';
import type { Separability } from './separability.ts';

/** From here on a difference is worth acting on, and worth worrying about. */
const NOTABLE = 0.6;
const SERIOUS = 0.75;
/** A validation part below this says little. */
const SMALL_PART = 100;

/**
 * What to do about the findings, in words.
 *
 * @param audit - the findings
 * @returns sentences, the most serious first
 */
export function recommendations(audit: Omit<ImageAudit, 'recommendations'>): string[] {
  return [
    ...leaks(audit),
    ...duplicates(audit.duplicates.exact, 'files of equal contents'),
    ...duplicates(audit.duplicates.near, 'nearly equal pictures'),
    ...shortcut(audit.metadataPredictsLabel),
    ...shift(audit.splitsLookDifferent),
    ...parts(audit),
    ...oneForm(audit),
  ];
}

function leaks({ summary }: Pick<ImageAudit, 'summary'>): string[] {
  const { acrossSplits } = summary.patients.given;
  return acrossSplits === 0
    ? []
    : [
        `${acrossSplits} patients stand in more than one part. Split by patient, or leave their training images out; figures on the parts as given are too good.`,
      ];
}

function duplicates(groups: readonly DuplicateGroup[], what: string): string[] {
  if (groups.length === 0) return [];
  const labels = groups.filter(({ acrossLabels }) => acrossLabels).length;
  const parts = groups.filter(({ acrossParts }) => acrossParts).length;
  const patients = groups.filter(({ acrossPatients }) => acrossPatients).length;
  const notes = [
    labels > 0 && `${labels} of them under both labels: look at these and correct or drop them`,
    parts > 0 && `${parts} of them across train, val and test: keep one copy, out of the training part`,
    patients > 0 && `${patients} of them under different patients' names: treat these as one patient`,
  ].filter((note) => note !== false);
  return [
    `There are ${groups.length} groups of ${what}${notes.length === 0 ? ', all within one patient and part; they do no harm but count twice' : `; ${notes.join('; ')}`}.`,
  ];
}

function shortcut(found: Separability | undefined): string[] {
  if (found === undefined) return [];
  const said = `File form and exposure alone predict the label with an AUROC of ${interval(found)}`;
  if (found.auroc.value < NOTABLE) return [`${said}: no shortcut worth naming.`];
  const best = found.features[0]!;
  const seen = `${said}; most by ${best.title} (${best.auroc.toFixed(2)} alone)`;
  return [
    found.auroc.value >= SERIOUS
      ? `${seen}. A model can score well without looking at lungs: bring all images to one size, aspect and encoding, vary exposure in training, and judge on films of another source.`
      : `${seen}. Vary exposure in training and check where the model looks.`,
  ];
}

function shift(found: Readonly<Record<string, Separability>>): string[] {
  const [worst] = Object.entries(found).sort(([, a], [, b]) => b.auroc.value - a.auroc.value);
  if (worst === undefined) return [];
  const [kind, difference] = worst;
  const said = `Train and test${kind === 'all' ? '' : ` images of ${kind}`} can be told apart with an AUROC of ${interval(difference)} by what was measured`;
  if (difference.auroc.value < NOTABLE) return [`${said}: they look alike.`];
  const most = difference.features
    .slice(0, 3)
    .map(
      ({ title, auroc, medians }) =>
        `${title} (${medians[0].toPrecision(2)} in train, ${medians[1].toPrecision(2)} in test; ${auroc.toFixed(2)} alone)`,
    );
  return [
    `${said}; most differ ${most.join(', ')}. Validation drawn from train will flatter: choose models under shifts of these kinds as well, and vary them in training.`,
  ];
}

function parts({ summary }: Pick<ImageAudit, 'summary'>): string[] {
  const images = (part: string): number =>
    summary.counts.reduce((sum, count) => sum + (count.split === part ? count.images : 0), 0);
  const val = images('val');
  return val > 0 && val < SMALL_PART
    ? [
        `The given validation part has ${val} images, too few to choose anything on: merge it with train and draw a larger one by patient.`,
      ]
    : [];
}

function oneForm({ features }: Pick<ImageAudit, 'features'>): string[] {
  const same = (name: string): boolean => {
    const kinds = Object.values(features.find((row) => row.name === name)?.kinds ?? {});
    return kinds.length > 0 && kinds.every(({ min, max }) => min === kinds[0]!.min && max === min);
  };
  return same('width') && same('height')
    ? [
        'All images have one size: they were resized before they came here, so sizes and aspect ratios of the originals cannot be examined.',
      ]
    : [];
}

function interval({ auroc: { value, low, high } }: Separability): string {
  return low === null || high === null
    ? value.toFixed(2)
    : `${value.toFixed(2)} (95 % interval ${low.toFixed(2)} to ${high.toFixed(2)})`;
}
