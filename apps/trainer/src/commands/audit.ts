import { join } from 'node:path';
import type { PixelImage } from '@pneumo/core';
import {
  auditImages,
  type AuditImage,
  generatePhantom,
  type ImageAudit,
  imageStatistics,
} from '@pneumo/data';
import { measureImages, writeFileAtomic } from '@pneumo/data/node';
import { renderAuditReport } from '@pneumo/report';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { makeFolder, refuseUsedFolder } from '../cli/outputFolder.ts';
import { PHANTOM, type TrainConfig } from '../config/trainConfig.ts';
import { auditReportData } from '../pipeline/auditReport.ts';
import { formatAuditTable } from '../pipeline/formatAuditTable.ts';
import { onBadFile, openImages } from '../pipeline/openImages.ts';
import { json } from '../run/runFolder.ts';
import { printAudit } from '../ui/printAudit.ts';
import { startProgress } from '../ui/progress.ts';
import { trainOption } from './sharedOptions.ts';

/** Width and height of the sample images in the report. */
const THUMBNAIL = 160;

/** `pneumo audit` */
export const audit: Command = {
  name: 'audit',
  summary: 'look at a data set before a model does',
  description:
    'Counts images by part, class and subtype, tells which patients stand in several parts by both readings of the file names, decodes and measures every image (size, encoding, exposure, sharpness, noise, borders, how the chest lies, markers), finds equal and nearly equal images, asks whether the file alone predicts the label and whether train and test look different, shows typical and strange images, and says what to do: audit.json, images.csv and audit.html.',
  positionals: [],
  options: [
    trainOption('data', PHANTOM),
    trainOption('patientRule', 'person-type'),
    trainOption('table', 'auto'),
    trainOption('badFiles', 'stop'),
    trainOption('phantomPatients', '400'),
    trainOption('seed', '0'),
    {
      key: 'out',
      value: 'FOLDER',
      schema: z.string(),
      description: 'Folder for what is found; must be new or empty.',
      otherwise: 'runs/audit-TIME',
    },
  ],
  examples: [['pneumo audit --data=chest_xray --out=audit', 'the public set']],
  async run(context, { options }) {
    const data = (options.data ?? PHANTOM) as string;
    const seed = (options.seed ?? 0) as number;
    const out = callerPath(
      context,
      (options.out as string | undefined) ??
        `runs/audit-${new Date(context.now()).toISOString().slice(0, 19).replace(/\D/g, '')}`,
    );
    await refuseUsedFolder(out);
    const found =
      data === PHANTOM
        ? measurePhantom(context, options)
        : await measureSource(context, callerPath(context, data), options);
    const result = auditImages(found.images, { seed });
    const report = await auditReportData({ ...found, audit: result, created: context.now() });
    await makeFolder(out);
    const encoder = new TextEncoder();
    const files: readonly (readonly [string, string])[] = [
      ['audit.json', json({ schemaVersion: 2, data: found.name, ...result, skipped: found.skipped })],
      ['images.csv', formatAuditTable(found.images)],
      ['audit.html', await renderAuditReport(report)],
    ];
    for (const [name, text] of files) await writeFileAtomic(join(out, name), encoder.encode(text));
    printAudit(context, result);
    for (const warning of found.warnings) context.note(`Note: ${warning}`);
    context.print(`Report: ${join(out, 'audit.html')}`);
    return EXIT_CODES.success;
  },
};

/** What an audit is made from. */
export interface AuditInput {
  /** The data set's name. */
  name: string;
  images: AuditImage[];
  /** A small picture of a sample. */
  thumbnail(id: string): Promise<PixelImage>;
  skipped: readonly { file: string; reason: string }[];
  warnings: string[];
}

/** An audit and what it was made from. */
export interface AuditOutcome extends AuditInput {
  audit: ImageAudit;
  /** When, milliseconds. */
  created: number;
}

function measurePhantom(context: Context, options: Readonly<Record<string, unknown>>): AuditInput {
  const patients = (options.phantomPatients ?? 400) as number;
  const phantom = generatePhantom({ seed: (options.seed ?? 0) as number, patients, size: THUMBNAIL });
  const progress = startProgress(context, 'measuring films');
  const images = phantom.samples.map((sample, i): AuditImage => {
    context.signal.throwIfAborted();
    progress.update(i + 1, phantom.samples.length);
    return {
      sample,
      width: THUMBNAIL,
      height: THUMBNAIL,
      channels: 1,
      bytes: THUMBNAIL ** 2,
      bitDepth: 8,
      statistics: imageStatistics(phantom.get(sample.id)),
    };
  });
  progress.end();
  return {
    name: `generated phantom, ${patients} patients`,
    images,
    thumbnail: async (id) => phantom.get(id),
    skipped: [],
    warnings: ['The films are generated; the figures hold for no patient.'],
  };
}

async function measureSource(
  context: Context,
  path: string,
  options: Readonly<Record<string, unknown>>,
): Promise<AuditInput> {
  const { patientRule = 'person-type', table = 'auto', badFiles = 'stop' } = options as Partial<TrainConfig>;
  const source = await openImages(context, { data: path, patientRule, table, badFiles });
  const progress = startProgress(context, 'measuring images');
  const { images, skipped } = await measureImages(source, {
    onBadFile: onBadFile(badFiles),
    signal: context.signal,
    onProgress: ({ done, total }) => progress.update(done, total),
  });
  progress.end();
  return {
    name: source.name,
    images,
    thumbnail: async (id) => (await source.decode(id, await source.read(id), { size: THUMBNAIL })).image,
    skipped: [...source.skipped, ...skipped],
    warnings: source.warnings.map(({ message }) => message),
  };
}
