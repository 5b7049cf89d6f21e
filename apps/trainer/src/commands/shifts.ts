import { basename, join } from 'node:path';
import { type ShiftName, type ShiftSeverity, shiftSuite } from '@pneumo/augment';
import { writeFileAtomic } from '@pneumo/data/node';
import { renderShiftReport } from '@pneumo/report';
import type { ShiftFigureName, ShiftJudgement } from '@pneumo/training';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { makeFolder, refuseUsedFolder } from '../cli/outputFolder.ts';
import { shiftReportData } from '../pipeline/shiftReport.ts';
import { judgeRunUnderShifts } from '../pipeline/shiftRun.ts';
import { json } from '../run/runFolder.ts';
import { renderTable } from '../ui/table.ts';
import { BATCH_SIZE_OPTION, ENGINE_OPTIONS, engineSettings } from './sharedOptions.ts';

const NAMES = Object.keys(shiftSuite.shifts) as [ShiftName, ...ShiftName[]];
const FIGURES: readonly (readonly [title: string, short: string, figure: ShiftFigureName])[] = [
  ['AUROC', 'AUROC', 'auroc'],
  ['sensitivity', 'sens.', 'sensitivity'],
  ['specificity', 'spec.', 'specificity'],
];

/** `pneumo shifts` */
export const shifts: Command = {
  name: 'shifts',
  summary: 'judge a run under the shift suite: other exposures, crops, blur, noise, markers',
  description: `Judges the model of a run on images changed as films of another hospital may differ (suite ${shiftSuite.name}, version ${shiftSuite.version}: ${NAMES.join(', ')}): AUROC, and sensitivity and specificity at the run's locked threshold, for each shift and severity, with their means and where they are worst. 'pneumo preview FILM --policy=shifts' shows what is done to a film. Models are chosen on validation images; test images are refused while the run has kept its test set shut.`,
  positionals: [{ name: 'RUN', description: 'A run folder.' }],
  options: [
    {
      key: 'part',
      value: 'val|test',
      schema: z.enum(['val', 'test']),
      description: 'The part of the data.',
      otherwise: 'val',
    },
    {
      key: 'shifts',
      value: 'LIST',
      schema: z.array(z.enum(NAMES)).min(1),
      description: 'Shifts to judge under.',
      otherwise: 'all',
    },
    {
      key: 'severities',
      value: 'LIST',
      schema: z.array(z.number().int().min(1).max(5)).min(1),
      description: 'How strong, from 1, hardly seen, to 5.',
      otherwise: '1,3,5',
    },
    {
      key: 'out',
      value: 'FOLDER',
      schema: z.string(),
      description: 'New or empty folder for shifts.json and shifts.html.',
      otherwise: 'nothing is written',
    },
    { key: 'json', schema: z.boolean(), description: 'Prints everything as JSON.' },
    BATCH_SIZE_OPTION,
    ...ENGINE_OPTIONS,
  ],
  examples: [
    ['pneumo shifts runs/study-20260301-140500 --out=shifts', 'validation images, with a report'],
    ['pneumo shifts runs/study-20260301-140500 --severities=3 --shifts=noise,zoom', 'two shifts'],
  ],
  async run(context, { options, positionals }) {
    const path = callerPath(context, positionals[0]!);
    const out = options.out === undefined ? undefined : callerPath(context, options.out as string);
    if (out !== undefined) await refuseUsedFolder(out);
    const asked = [...new Set((options.severities ?? [1, 3, 5]) as ShiftSeverity[])].sort();
    const outcome = await judgeRunUnderShifts(context, path, {
      part: (options.part ?? 'val') as 'val' | 'test',
      shifts: [...new Set((options.shifts ?? NAMES) as ShiftName[])],
      severities: asked,
      batchSize: (options.batchSize ?? 32) as number,
      ...engineSettings(options),
    });
    const { part, judgement, patients } = outcome;
    const { name, version } = shiftSuite;
    const result = {
      schemaVersion: 1,
      run: basename(path),
      part,
      suite: { name, version },
      patients,
      ...judgement,
    };
    if (options.json === true) context.print(json(result).trimEnd());
    else print(context, outcome.part, judgement, patients);
    if (out !== undefined) {
      await makeFolder(out);
      const encoder = new TextEncoder();
      await writeFileAtomic(join(out, 'shifts.json'), encoder.encode(json(result)));
      const report = await renderShiftReport(shiftReportData(context, path, outcome));
      await writeFileAtomic(join(out, 'shifts.html'), encoder.encode(report));
      context.note(`Report: ${join(out, 'shifts.html')}`);
    }
    return EXIT_CODES.success;
  },
};

function print(context: Context, part: string, judgement: ShiftJudgement, patients: number): void {
  const severities = [...new Set(judgement.shifts.map(({ severity }) => severity))];
  const names = [...new Set(judgement.shifts.map(({ shift }) => shift))];
  const show = (value: number | null | undefined): string => value?.toFixed(3) ?? 'undefined';
  const across = (
    values: (figure: ShiftFigureName, severity: number) => number | null | undefined,
  ): string[] =>
    FIGURES.flatMap(([, , figure]) => severities.map((severity) => show(values(figure, severity))));
  const meanAt = (figure: ShiftFigureName, severity: number): number | null => {
    const values = judgement.shifts.filter((cell) => cell.severity === severity).map((cell) => cell[figure]);
    return values.some((value) => value === null)
      ? null
      : values.reduce<number>((sum, value) => sum + value!, 0) / values.length;
  };
  context.print(
    renderTable(
      [
        ['as they are', ...across((figure) => judgement.clean[figure])],
        ...names.map((name) => [
          name,
          ...across(
            (figure, severity) =>
              judgement.shifts.find((cell) => cell.shift === name && cell.severity === severity)?.[figure],
          ),
        ]),
        ['mean', ...across(meanAt)],
      ],
      [
        '',
        ...FIGURES.flatMap(([, short]) =>
          severities.map((severity, i) => (i === 0 ? `${short} ${severity}` : `${severity}`)),
        ),
      ],
    ),
  );
  for (const [title, , figure] of FIGURES) {
    const worst = judgement.worst[figure];
    context.print(
      `${title}: ${show(judgement.clean[figure])} as they are, ${show(judgement.mean[figure])} in the mean over shifts, ` +
        (worst === null
          ? 'undefined'
          : `worst ${show(worst.value)} (${worst.shift}, severity ${worst.severity})`),
    );
  }
  context.print(
    `${judgement.images} ${part} images of ${patients} patients, at threshold ${judgement.threshold.toFixed(4)}; 1 to 5 above are the severities.`,
  );
}
