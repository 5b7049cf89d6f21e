import { basename } from 'node:path';
import { shiftSuite } from '@pneumo/augment';
import type { ShiftReportData } from '@pneumo/report';
import type { WorstShift } from '@pneumo/training';
import type { Context } from '../cli/context.ts';
import { formatMinute } from '../ui/format.ts';
import { VERSION } from '../version.ts';
import type { ShiftOutcome } from './shiftRun.ts';

/** Gathers what the report of a run under shifts shows. */
export function shiftReportData(context: Context, path: string, outcome: ShiftOutcome): ShiftReportData {
  const { part, judgement, patients, data, synthetic, model } = outcome;
  const { shifts, worst, clean, mean, threshold, images } = judgement;
  const severities = [...new Set(shifts.map(({ severity }) => severity))];
  const where = (name: string, found: WorstShift | null): string[] =>
    found === null
      ? []
      : [`${name} is lowest under ${found.shift}, severity ${found.severity}: ${found.value.toFixed(3)}.`];
  return {
    schemaVersion: 1,
    title: `${basename(path)} under shifts`,
    date: formatMinute(context.now()),
    generator: `pneumo ${VERSION}`,
    answer: [
      ...where('AUROC', worst.auroc),
      ...where('Sensitivity', worst.sensitivity),
      ...where('Specificity', worst.specificity),
    ],
    warnings: synthetic
      ? ['Generated images: the figures say how the program works; they hold for no patient.']
      : [],
    severities,
    clean,
    mean,
    rows: [...new Set(shifts.map(({ shift }) => shift))].map((shift) => {
      const { measures, amounts } = shiftSuite.shifts[shift];
      return {
        shift,
        measures,
        amounts: severities.map((severity) => amounts[severity - 1]!),
        cells: shifts.filter((cell) => cell.shift === shift),
      };
    }),
    facts: [
      { name: 'Run', value: path },
      { name: 'Model', value: model },
      { name: 'Data', value: data },
      { name: 'Part', value: part },
      { name: 'Images', value: `${images} of ${patients} patients` },
      { name: 'Threshold', value: threshold.toFixed(4) },
      { name: 'Suite', value: `${shiftSuite.name}, version ${shiftSuite.version}` },
    ],
  };
}
