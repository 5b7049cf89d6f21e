import { freemem } from 'node:os';
import { engineNames, useEngine } from '@pneumo/engine';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { cacheFolder } from '../cli/cacheFolder.ts';
import { freeDisk } from '../run/freeDisk.ts';
import { describeMachine, describeProcessor, describeVersions, gitCommit } from '../run/machine.ts';
import { formatBytes } from '../ui/format.ts';
import { renderTable } from '../ui/table.ts';

/** Names, and what there is to say about them. */
const COLUMN_WIDTHS = [30, 90];

/** `pneumo doctor` */
export const doctor: Command = {
  name: 'doctor',
  summary: 'tell what computes here, and what is missing for what',
  description:
    'Tries every engine and tells processor, memory, disk and versions. The exit code is 5 when no engine starts.',
  positionals: [],
  options: [{ key: 'json', schema: z.boolean(), description: 'Prints it as JSON.' }],
  examples: [['pneumo doctor', 'before the first run, or in a bug report']],
  async run(context, { options }) {
    const engines: { name: string; works: boolean; line: string }[] = [];
    for (const name of engineNames.filter((entry) => entry !== 'auto')) {
      try {
        engines.push({ name, works: true, line: (await useEngine(name)).reason });
      } catch (error) {
        engines.push({ name, works: false, line: (error as Error).message });
      }
    }
    const auto = await useEngine('auto').catch(() => undefined);
    const machine = describeMachine();
    const facts = {
      engine: auto?.reason ?? 'none starts',
      engines,
      machine,
      memoryFree: freemem(),
      disk: {
        here: await freeDisk(context.folder),
        cache: await freeDisk(cacheFolder(context)),
        cacheFolder: cacheFolder(context),
      },
      versions: describeVersions(),
      gitCommit: gitCommit() ?? null,
    };
    if (options.json === true) {
      context.print(JSON.stringify(facts, null, 2));
    } else {
      const rows = [
        ['engine', facts.engine],
        ...engines.map(({ name, works, line }) => [`  ${name}`, `${works ? 'works' : 'missing'}: ${line}`]),
        ['processor', describeProcessor(machine)],
        ['memory', `${formatBytes(machine.memory)}, ${formatBytes(facts.memoryFree)} free`],
        [
          'disk',
          `${formatBytes(facts.disk.here)} free here, ${formatBytes(facts.disk.cache)} for the pixel cache in ${facts.disk.cacheFolder}`,
        ],
        ['system', machine.system],
        ...Object.entries(facts.versions),
        ['git commit', facts.gitCommit ?? 'none'],
      ];
      context.print(renderTable(rows, undefined, COLUMN_WIDTHS));
    }
    return auto === undefined ? EXIT_CODES.engine : EXIT_CODES.success;
  },
};
