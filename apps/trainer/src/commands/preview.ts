import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import {
  applyAugmentation,
  type AugmentationRecord,
  type AugmentPolicy,
  drawAugmentation,
  namedPolicies,
  type PolicyName,
  type ShiftName,
  shiftRecord,
  type ShiftSeverity,
  shiftSuite,
} from '@pneumo/augment';
import { PneumoError } from '@pneumo/core';
import { encodePng, readImageFile, writeFileAtomic } from '@pneumo/data/node';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { readPolicy } from '../config/augmentPolicy.ts';
import { contactSheet } from '../pipeline/contactSheet.ts';
import { trainOption } from './sharedOptions.ts';

/** The word for the shift suite in place of a policy. */
const SHIFTS = 'shifts';
const SEVERITIES: readonly ShiftSeverity[] = [1, 2, 3, 4, 5];

/** `pneumo preview` */
export const preview: Command = {
  name: 'preview',
  summary: 'show an image under an augmentation policy',
  description:
    'Draws a contact sheet: the image as it is, then as training would see it, one draw an epoch, with the same seed and file name the same draws as in training. What was drawn is printed for each.',
  positionals: [{ name: 'IMAGE', description: 'An image file.' }],
  options: [
    {
      key: 'policy',
      value: 'NAME|FILE',
      schema: z.string().min(1),
      description: `A preset (${Object.keys(namedPolicies).join(', ')}), a JSON file with a policy, or '${SHIFTS}': the shift suite, a row a shift, severity 1 to 5.`,
      otherwise: 'study',
    },
    {
      key: 'out',
      value: 'FILE',
      schema: z.string().regex(/\.png$/i, { message: 'a file name that ends in .png' }),
      description: 'The sheet; an existing file is not replaced.',
      required: true,
    },
    {
      key: 'count',
      value: 'N',
      schema: z.number().int().min(1).max(399),
      description: 'Images beside the original.',
      otherwise: '15',
    },
    trainOption('imageSize', '224'),
    trainOption('seed', '0'),
  ],
  examples: [
    ['pneumo preview film.jpeg --policy=strong --out=sheet.png', 'fifteen draws'],
    ['pneumo preview film.jpeg --policy=shifts --out=shifts.png', 'what robustness is tested with'],
  ],
  async run(context, { options, positionals }) {
    const path = callerPath(context, positionals[0]!);
    const out = callerPath(context, options.out as string);
    if (existsSync(out)) {
      throw new PneumoError(
        'OUTPUT_EXISTS',
        `--out ${out} exists; name a new file. Nothing was overwritten.`,
      );
    }
    const size = (options.imageSize ?? 224) as number;
    const image = await readImageFile(path, { size });
    const seed = (options.seed ?? 0) as number;
    const count = (options.count ?? 15) as number;
    const name = (options.policy ?? 'study') as string;
    const id = basename(path);
    const records =
      name === SHIFTS ? shiftRecords(id, size) : policyRecords(policyOf(context, name), { seed, count, id });
    const cells = records.map((record) => (record === undefined ? image : applyAugmentation(image, record)));
    const columns = name === SHIFTS ? SEVERITIES.length + 1 : Math.ceil(Math.sqrt(cells.length));
    await writeFileAtomic(out, await encodePng(contactSheet(cells, columns)));
    records.forEach((record, i) => {
      context.print(`${Math.floor(i / columns) + 1}.${(i % columns) + 1}  ${describe(record)}`);
    });
    context.print(`Sheet: ${out} (row.column above)`);
    return EXIT_CODES.success;
  },
};

/** A preset, or the policy of a file. */
function policyOf(context: Context, name: string): AugmentPolicy {
  return Object.hasOwn(namedPolicies, name)
    ? namedPolicies[name as PolicyName]
    : readPolicy(callerPath(context, name), `--policy is '${name}'`, [SHIFTS]);
}

/** The original, then one draw an epoch. */
function policyRecords(
  policy: AugmentPolicy,
  { seed, count, id }: { seed: number; count: number; id: string },
): (AugmentationRecord | undefined)[] {
  return [
    undefined,
    ...Array.from({ length: count }, (_, epoch) => drawAugmentation(policy, { seed, epoch, id })),
  ];
}

/** A row a shift: the original, then the severities. */
function shiftRecords(id: string, size: number): (AugmentationRecord | undefined)[] {
  return (Object.keys(shiftSuite.shifts) as ShiftName[]).flatMap((name) => [
    undefined,
    ...SEVERITIES.map((severity) => shiftRecord(name, severity, id, size)),
  ]);
}

/** One line on what was drawn: names and numbers, long lists left out. */
function describe(record: AugmentationRecord | undefined): string {
  if (record === undefined) return 'as it is';
  if (record.operations.length === 0) return 'nothing was drawn';
  return record.operations
    .map(({ type, ...fields }) => {
      const shown = Object.entries(fields).flatMap(([key, value]) =>
        typeof value === 'number'
          ? [`${key} ${Number(value.toPrecision(3))}`]
          : typeof value === 'string'
            ? [`${key} ${value}`]
            : [],
      );
      return shown.length === 0 ? type : `${type} (${shown.join(', ')})`;
    })
    .join(', ');
}
