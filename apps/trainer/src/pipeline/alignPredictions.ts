import { PneumoError } from '@pneumo/core';
import type { Prediction } from '@pneumo/metrics';

/** Ids that are named when tables differ. */
const NAMED = 5;

/** A table and what it is called in messages. */
export interface NamedPredictions {
  name: string;
  predictions: readonly Prediction[];
}

/**
 * Tables of the same images in one order, by id.
 *
 * @throws PneumoError `DIFFERENT_IMAGES` that names images which one table has and another lacks, or labels otherwise;
 *   `LABEL_MISSING`
 */
export function alignPredictions(tables: readonly NamedPredictions[]): Prediction[][] {
  const [first] = tables;
  const known = byId(first!);
  return tables.map((table) => {
    const rows = byId(table);
    const missing = [...known.keys()].filter((id) => !rows.has(id));
    const extra = [...rows.keys()].filter((id) => !known.has(id));
    if (missing.length + extra.length > 0) {
      const lacks = (name: string, ids: string[]): string =>
        ids.length === 0
          ? ''
          : ` '${name}' lacks ${ids.length}: ${ids.slice(0, NAMED).join(', ')}${ids.length > NAMED ? ' and more' : ''}.`;
      throw new PneumoError(
        'DIFFERENT_IMAGES',
        `'${first!.name}' and '${table.name}' were not judged on the same images.${lacks(table.name, missing)}${lacks(first!.name, extra)} Train all members on one split (pneumo split), with the same data.`,
      );
    }
    return [...known].map(([id, { label, patient }]) => {
      const row = rows.get(id)!;
      if (row.label === label && row.patient === patient) return row;
      throw new PneumoError(
        'DIFFERENT_IMAGES',
        `'${first!.name}' and '${table.name}' do not say the same of '${id}': label ${label} and ${row.label}, patient ${patient} and ${row.patient}.`,
      );
    });
  });
}

function byId({ name, predictions }: NamedPredictions): Map<string, Prediction> {
  const unlabelled = predictions.find(({ label }) => label === undefined);
  if (unlabelled !== undefined)
    throw new PneumoError('LABEL_MISSING', `'${name}' has no label for '${unlabelled.id}'.`);
  return new Map(predictions.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((row) => [row.id, row] as const));
}
