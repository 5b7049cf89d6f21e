import { formatCsv } from '@pneumo/core';
import { auditFeatures, type AuditImage } from '@pneumo/data';

const COLUMNS = ['id', 'label', 'patient', 'split', 'sha256', 'hash'] as const;

/** The table of an audit as CSV: one line an image, every feature a column. */
export function formatAuditTable(images: readonly AuditImage[]): string {
  return formatCsv(
    [...COLUMNS, ...auditFeatures.map(({ name }) => name)],
    images.map((image) => {
      const { id, label, patient, split } = image.sample;
      const features = auditFeatures.map(({ name, of }) => [name, of(image)?.toString()]);
      return {
        id,
        label,
        patient,
        split,
        sha256: image.sha256,
        hash: image.statistics.hash,
        ...Object.fromEntries(features),
      };
    }),
  );
}
