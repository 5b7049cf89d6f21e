// What results/ keeps of trainings: a folder each, with logits and what they were trained by.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCsv } from '@pneumo/core';

export const RESULTS = fileURLToPath(new URL('../../results/', import.meta.url));
export const PARTS = ['val', 'test'];

/** The column of a seed's logits. */
export function columnOf({ seed }) {
  return `seed-${seed}`;
}

/** Settings and seeds of a kept training. */
export function readTraining(name) {
  return JSON.parse(readFileSync(join(RESULTS, name, 'training.json'), 'utf8'));
}

/** The films of a part, each with its logits in the order of the columns. */
export function readPart(name, part, columns) {
  const file = join(RESULTS, name, `${part}.csv`);
  return parseCsv(readFileSync(file, 'utf8'), file, { required: ['id', 'patient', 'label', ...columns] }).map(
    (row) => ({
      id: row.id,
      patient: row.patient,
      label: Number(row.label),
      logits: columns.map((column) => Math.fround(Number(row[column]))),
    }),
  );
}
