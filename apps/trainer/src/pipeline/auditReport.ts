import type { AuditCount, AuditRange, AuditRow } from '@pneumo/data';
import { encodePng } from '@pneumo/data/node';
import type { AuditReportData, PartCounts, SampleSheet } from '@pneumo/report';
import type { AuditOutcome } from '../commands/audit.ts';
import { formatBytes } from '../ui/format.ts';
import { VERSION } from '../version.ts';

/** Sample images of each part and class. */
const PER_SHEET = 6;

/** Gathers what the report of an audit shows. */
export async function auditReportData({
  name,
  rows,
  thumbnail,
  skipped,
  warnings,
  audit,
  created,
}: AuditOutcome): Promise<AuditReportData> {
  const { patients } = audit;
  const range = (title: string, { min, median, max }: AuditRange, format: (value: number) => string) => ({
    name: title,
    min: format(min),
    median: format(median),
    max: format(max),
  });
  const pixels = (value: number): string => `${value} px`;
  return {
    schemaVersion: 1,
    title: `Audit of ${name}`,
    date: `${new Date(created).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    generator: `pneumo ${VERSION}`,
    findings: audit.words,
    warnings: [...warnings, ...skipped.map(({ file, reason }) => `${file} ${reason} and was left out.`)],
    parts: partsOf(audit.counts),
    sizes: [
      range('Width', audit.width, pixels),
      range('Height', audit.height, pixels),
      range('Aspect ratio', audit.aspect, (value) => value.toFixed(2)),
      range('File size', audit.bytes, formatBytes),
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
    sheets: await Promise.all(groups(rows).map(async ([title, members]) => sheet(title, members, thumbnail))),
    facts: [
      {
        name: 'Channels',
        value: Object.entries(audit.channels)
          .map(([channels, count]) => `${channels}: ${count} images`)
          .join(', '),
      },
    ],
  };
}

function partsOf(counts: readonly AuditCount[]): PartCounts[] {
  const parts = new Map<
    string,
    { part: string; normal: number; pneumonia: number; patients: number; subtypes: Record<string, number> }
  >();
  for (const { split, label, subtype, images, patients } of counts) {
    const part = parts.get(split) ?? { part: split, normal: 0, pneumonia: 0, patients: 0, subtypes: {} };
    if (label === 'NORMAL') part.normal += images;
    if (label === 'PNEUMONIA') part.pneumonia += images;
    if (subtype !== undefined) part.subtypes[subtype] = (part.subtypes[subtype] ?? 0) + images;
    part.patients += patients;
    parts.set(split, part);
  }
  return [...parts.values()];
}

function groups(rows: readonly AuditRow[]): [title: string, rows: AuditRow[]][] {
  const found = new Map<string, AuditRow[]>();
  for (const row of rows) {
    const { label = 'unlabelled', split } = row.sample;
    const title = split === undefined ? label : `${label}, ${split}`;
    found.set(title, [...(found.get(title) ?? []), row]);
  }
  return [...found];
}

/** Images at even distances, so that a sheet shows more than one corner of the set. */
async function sheet(
  title: string,
  rows: readonly AuditRow[],
  thumbnail: AuditOutcome['thumbnail'],
): Promise<SampleSheet> {
  const count = Math.min(PER_SHEET, rows.length);
  const picked = Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!.sample);
  const images = picked.map(async (sample) => ({
    id: sample.id,
    src: `data:image/png;base64,${Buffer.from(await encodePng(await thumbnail(sample))).toString('base64')}`,
  }));
  return { title, images: await Promise.all(images) };
}
