import { PneumoError } from '@pneumo/core';
import type { SampleLabel } from '../sample.ts';
import type { TableLayout } from './tableLayout.ts';

/** Public multi-label sets whose tables are known. */
export type TablePreset = 'nih' | 'rsna' | 'chexpert' | 'vindr';

/** Which findings of a multi-label set count as what. */
export interface FindingOptions {
  /** Findings that mean PNEUMONIA; by default `Pneumonia` alone. */
  positive?: readonly string[];
  /** Findings that mean NORMAL where no positive one stands beside them; by default the set's `No Finding`. */
  negative?: readonly string[];
  /** What CheXpert's -1 (uncertain) of a positive finding means; `excluded` by default. */
  uncertain?: 'excluded' | 'PNEUMONIA' | 'NORMAL';
}

/**
 * The layout of a public set. An image with a finding that is neither positive nor negative is left out: it is no picture
 * of pneumonia, and no normal one.
 *
 * @param preset - the set
 * @param options - other findings than pneumonia
 * @param present - the columns that the table has
 * @returns the layout
 * @throws PneumoError `INVALID_TABLE` when a finding is no column of the table
 */
export function presetLayout(
  preset: TablePreset,
  options: FindingOptions,
  present: readonly string[],
): TableLayout {
  switch (preset) {
    case 'nih':
      return nih(options);
    case 'rsna':
      return rsna(present);
    case 'chexpert':
      return chexpert(options, present);
    case 'vindr':
      return vindr(options, present);
  }
}

/** Data_Entry_2017.csv of ChestX-ray14: findings in one column, parted by `|`. */
function nih({ positive = ['Pneumonia'], negative = ['No Finding'] }: FindingOptions): TableLayout {
  return {
    name: 'NIH ChestX-ray14',
    required: ['Image Index', 'Finding Labels', 'Patient ID'],
    merge: 'same',
    read(row) {
      const findings = row['Finding Labels']!.split('|').map((finding) => finding.trim());
      return {
        file: row['Image Index']!,
        label: verdict(
          findings.some((finding) => positive.includes(finding)),
          findings.every((finding) => negative.includes(finding)),
        ),
        patient: row['Patient ID']!,
        ...facts({ view: row['View Position'], sex: row['Patient Gender'], age: row['Patient Age'] }),
      };
    },
  };
}

/**
 * stage_2_train_labels.csv (one line a box, Target 1 or 0) or stage_2_detailed_class_info.csv (Normal, Lung Opacity, No Lung
 * Opacity / Not Normal) of the RSNA Pneumonia Detection Challenge. Target 0 holds other illnesses too.
 */
function rsna(present: readonly string[]): TableLayout {
  const classes: Readonly<Record<string, SampleLabel | 'excluded'>> = {
    'Lung Opacity': 'PNEUMONIA',
    Normal: 'NORMAL',
    'No Lung Opacity / Not Normal': 'excluded',
  };
  const targets: Readonly<Record<string, SampleLabel>> = { '1': 'PNEUMONIA', '0': 'NORMAL' };
  const column = present.includes('class') ? 'class' : 'Target';
  const meanings: Readonly<Record<string, SampleLabel | 'excluded'>> = column === 'class' ? classes : targets;
  return {
    name: 'RSNA',
    required: ['patientId', column],
    merge: 'same',
    note:
      column === 'class'
        ? 'RSNA names images, not patients: films of one patient may stand on both sides of a split.'
        : 'RSNA names images, not patients, and Target 0 holds other illnesses beside normal films; stage_2_detailed_class_info.csv tells them apart.',
    read(row) {
      const text = row[column]!;
      const label = Object.hasOwn(meanings, text) ? meanings[text] : undefined;
      if (label === undefined)
        throw new PneumoError(
          'INVALID_TABLE',
          `${column} is '${text}'; expected ${Object.keys(meanings).join(', ')}`,
        );
      return { file: row.patientId!, label };
    },
  };
}

/** train.csv and valid.csv of CheXpert: a column a finding; 1, 0, -1 (uncertain) or nothing. Frontal films alone are taken. */
function chexpert(
  { positive = ['Pneumonia'], negative = ['No Finding'], uncertain = 'excluded' }: FindingOptions,
  present: readonly string[],
): TableLayout {
  checkFindings([...positive, ...negative], present);
  const is = (row: Readonly<Record<string, string>>, names: readonly string[], value: number): boolean =>
    names.some((name) => row[name] !== '' && Number(row[name]) === value);
  return {
    name: 'CheXpert',
    required: ['Path', ...positive, ...negative],
    merge: 'same',
    read(row) {
      const path = row.Path!;
      const view = row['Frontal/Lateral'];
      const [, part] = /(?:^|\/)(train|valid|test)\//.exec(path) ?? [];
      const [, patient] = /\/(patient\d+)\//.exec(path) ?? [];
      let label = verdict(is(row, positive, 1), is(row, negative, 1));
      if (label === 'excluded' && is(row, positive, -1)) label = uncertain;
      return {
        file: path,
        label: view === 'Lateral' ? 'excluded' : label,
        ...(patient !== undefined && { patient }),
        ...(part !== undefined && {
          split: part === 'valid' ? ('val' as const) : (part as 'train' | 'test'),
        }),
        ...facts({ view: row['AP/PA'], sex: row.Sex, age: row.Age }),
      };
    },
  };
}

/** image_labels_train.csv of VinDr-CXR and VinDr-PCXR: a column a finding, a line a reader; most readers decide. */
function vindr(
  { positive = ['Pneumonia'], negative }: FindingOptions,
  present: readonly string[],
): TableLayout {
  const none = negative ?? [present.find((name) => /^no finding$/i.test(name)) ?? 'No finding'];
  checkFindings([...positive, ...none], present);
  const is = (row: Readonly<Record<string, string>>, names: readonly string[]): boolean =>
    names.some((name) => Number(row[name]) === 1);
  return {
    name: 'VinDr',
    required: ['image_id', ...positive, ...none],
    merge: 'majority',
    note: 'VinDr names images, not patients: films of one patient may stand on both sides of a split.',
    read: (row) => ({ file: row.image_id!, label: verdict(is(row, positive), is(row, none)) }),
  };
}

function verdict(positive: boolean, negative: boolean): SampleLabel | 'excluded' {
  return positive ? 'PNEUMONIA' : negative ? 'NORMAL' : 'excluded';
}

function facts(values: Record<string, string | undefined>): { columns?: Record<string, string> } {
  const columns = Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as Record<
    string,
    string
  >;
  return Object.keys(columns).length > 0 ? { columns } : {};
}

function checkFindings(findings: readonly string[], present: readonly string[]): void {
  const missing = findings.filter((finding) => !present.includes(finding));
  if (missing.length === 0) return;
  throw new PneumoError(
    'INVALID_TABLE',
    `The table has no column for ${missing.join(', ')}; its columns are ${present.join(', ')}.`,
  );
}
