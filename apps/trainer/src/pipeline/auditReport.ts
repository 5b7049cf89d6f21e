import {
  type Audit,
  auditFeatures,
  type AuditRange,
  type DuplicateGroup,
  type FeatureRange,
  type Separability,
} from '@pneumo/data';
import { encodePng } from '@pneumo/data/node';
import type {
  AuditReportData,
  DuplicateFacts,
  EmbeddedImage,
  PartCounts,
  SampleSheet,
  SeparationFacts,
} from '@pneumo/report';
import type { AuditOutcome } from '../commands/audit.ts';
import { formatBytes, formatMinute } from '../ui/format.ts';
import { VERSION } from '../version.ts';

/** Groups of duplicates that are shown of each kind, and images of each group. */
const GROUPS = 8;
const PER_GROUP = 4;
/** Typical and strange images that are shown of each class. */
const PER_SHEET = 8;

/** Gathers what the report of an audit shows. */
export async function auditReportData(outcome: AuditOutcome): Promise<AuditReportData> {
  const { name, skipped, warnings, audit, created } = outcome;
  const { summary, features, duplicates } = audit;
  const { patients } = summary;
  const range = (title: string, { min, median, max }: AuditRange, format: (value: number) => string) => ({
    name: title,
    min: format(min),
    median: format(median),
    max: format(max),
  });
  const pixels = (value: number): string => `${value} px`;
  const kinds = Object.keys(features[0]?.kinds ?? {});
  return {
    schemaVersion: 1,
    title: `Audit of ${name}`,
    date: formatMinute(created),
    generator: `pneumo ${VERSION}`,
    findings: summary.words,
    warnings: [...warnings, ...skipped.map(({ file, reason }) => `${file} ${reason} and was left out.`)],
    recommendations: audit.recommendations,
    parts: partsOf(summary),
    views: summary.views.map(({ split, ...row }) => ({ part: split, ...row })),
    sizes: [
      range('Width', summary.width, pixels),
      range('Height', summary.height, pixels),
      range('Aspect ratio', summary.aspect, (value) => value.toFixed(2)),
      range('File size', summary.bytes, formatBytes),
    ],
    overlaps: (
      [
        ['number and type (person100_bacteria)', patients.personType],
        ['the number alone (the cautious reading)', patients.number],
      ] as const
    ).map(([rule, count]) => ({
      rule,
      patients: count.patients,
      withSeveralImages: count.withSeveral,
      acrossParts: count.acrossSplits,
      examples: count.examples,
    })),
    separations: [
      ...(audit.metadataPredictsLabel
        ? [
            separation(
              'Does the file alone predict the label?',
              ['NORMAL', 'PNEUMONIA'],
              'by file form and exposure',
              audit.metadataPredictsLabel,
            ),
          ]
        : []),
      ...Object.entries(audit.splitsLookDifferent).map(([kind, found]) =>
        separation(
          kind === 'all'
            ? 'Do train and test look different?'
            : `Do train and test images of ${kind} look different?`,
          ['train', 'test'],
          'by everything that was measured',
          found,
        ),
      ),
    ],
    featureKinds: kinds,
    features: features.map((row) => ({
      title: row.title,
      ranges: kinds.map((kind) => quartiles(row.kinds[kind])),
    })),
    duplicates: [
      await duplicateFacts('Files of equal contents', duplicates.exact, outcome),
      await duplicateFacts('Nearly equal pictures in different files', duplicates.near, outcome),
    ],
    sheets: await sheets(outcome),
    facts: [
      {
        name: 'Letters and text',
        value:
          'found as small bright pieces with sharp edges beside the chest; on generated films, whose letters are known, 83 % of them are found, and one is seen on 14 % of the films that have none',
      },
      {
        name: 'Channels',
        value: Object.entries(summary.channels)
          .map(([channels, count]) => `${channels}: ${count} images`)
          .join(', '),
      },
    ],
  };
}

function separation(
  question: string,
  kinds: readonly [string, string],
  by: string,
  found: Separability,
): SeparationFacts {
  const titles = new Map(auditFeatures.map(({ name, title }) => [name, title]));
  return {
    question,
    kinds,
    auroc: found.auroc,
    method: `Logistic regression ${by}, ${found.folds} folds by patient, ${found.images[0]} ${kinds[0]} and ${found.images[1]} ${kinds[1]} images.`,
    features: found.features.map(({ title, auroc, medians }) => ({
      title,
      auroc,
      first: short(medians[0]),
      second: short(medians[1]),
    })),
    silent: found.silent.map((name) => titles.get(name) ?? name),
  };
}

function quartiles(range: FeatureRange | undefined): string {
  if (range === undefined) return '–';
  const { lower, median, upper } = range;
  return lower === upper ? short(median) : `${short(median)} (${short(lower)} to ${short(upper)})`;
}

/** Three digits, whole numbers whole. */
function short(value: number): string {
  return Number.isInteger(value) ? `${value}` : `${Number(value.toPrecision(3))}`;
}

async function duplicateFacts(
  title: string,
  groups: readonly DuplicateGroup[],
  outcome: AuditOutcome,
): Promise<DuplicateFacts> {
  const shown = groups.slice(0, GROUPS).map(async (group) => ({
    crosses: [
      group.acrossLabels && 'different labels',
      group.acrossParts && 'different parts',
      group.acrossPatients && "different patients' names",
    ].filter((word) => word !== false),
    images: await Promise.all(group.ids.slice(0, PER_GROUP).map((id) => embedded(id, outcome))),
  }));
  return { title, total: groups.length, groups: await Promise.all(shown) };
}

async function sheets(outcome: AuditOutcome): Promise<SampleSheet[]> {
  const { typical, strange } = outcome.audit;
  const result: SampleSheet[] = [];
  for (const label of Object.keys(typical)) {
    for (const [what, list] of [
      ['typical', typical[label]!],
      ['strange', strange[label]!],
    ] as const) {
      const images = list.slice(0, PER_SHEET).map(({ id }) => embedded(id, outcome));
      result.push({ title: `${label}, ${what}`, images: await Promise.all(images) });
    }
  }
  return result;
}

async function embedded(id: string, { thumbnail }: AuditOutcome): Promise<EmbeddedImage> {
  return {
    id,
    src: `data:image/png;base64,${Buffer.from(await encodePng(await thumbnail(id))).toString('base64')}`,
  };
}

function partsOf({ counts, partPatients }: Pick<Audit, 'counts' | 'partPatients'>): PartCounts[] {
  const parts = new Map<
    string,
    { part: string; normal: number; pneumonia: number; patients: number; subtypes: Record<string, number> }
  >();
  for (const { split, label, subtype, images } of counts) {
    const part = parts.get(split) ?? {
      part: split,
      normal: 0,
      pneumonia: 0,
      patients: partPatients[split] ?? 0,
      subtypes: {},
    };
    if (label === 'NORMAL') part.normal += images;
    if (label === 'PNEUMONIA') part.pneumonia += images;
    if (subtype !== undefined) part.subtypes[subtype] = (part.subtypes[subtype] ?? 0) + images;
    parts.set(split, part);
  }
  return [...parts.values()];
}
