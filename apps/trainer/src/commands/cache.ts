import { basename } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { listPixelCaches, type PixelCacheEntry, removePixelCaches } from '@pneumo/data/node';
import { z } from 'zod';
import { cacheFolder } from '../cli/cacheFolder.ts';
import type { Command } from '../cli/command.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { formatBytes } from '../ui/format.ts';
import { renderTable } from '../ui/table.ts';

const DAY = 86_400_000;

/** `pneumo cache` */
export const cache: Command = {
  name: 'cache',
  summary: 'list and clean the caches of decoded images and of features',
  description:
    'Lists the caches of decoded images and of features of frozen layers (PNEUMO_CACHE, else the folder pneumo in your folder of caches), or removes them: all, or those not written for some days. What is removed is made again when a run needs it. Weights that came from a hub lie in its folder hub and are left.',
  positionals: [{ name: 'ACTION', description: "'list' (the default) or 'clean'.", optional: true }],
  options: [
    {
      key: 'olderThan',
      value: 'DAYS',
      schema: z.number().min(0).max(36_500),
      description: 'Clean only what was written longer ago.',
      otherwise: 'all',
    },
  ],
  examples: [
    ['pneumo cache', 'what there is'],
    ['pneumo cache clean --older-than=30', 'what nobody has made anew for a month'],
  ],
  async run(context, { options, positionals }) {
    const [action = 'list'] = positionals;
    if (action !== 'list' && action !== 'clean')
      throw new PneumoError('USAGE', `'${action}' is no action of pneumo cache; expected list or clean.`);
    const folder = cacheFolder(context);
    const age = ({ modified }: PixelCacheEntry): number => (context.now() - modified) / DAY;
    const olderThan = options.olderThan as number | undefined;
    const found = await listPixelCaches(folder);
    const entries = olderThan === undefined ? found : found.filter((entry) => age(entry) > olderThan);
    if (action === 'clean') {
      const freed = await removePixelCaches(entries);
      context.print(
        `${entries.length} caches of ${found.length} removed from ${folder}, ${formatBytes(freed)} freed.`,
      );
      return EXIT_CODES.success;
    }
    if (entries.length > 0) {
      const rows = entries.map((entry) => [
        basename(entry.path, '.json'),
        entry.images ?? 'incomplete',
        entry.size === undefined
          ? ''
          : `${entry.size} × ${entry.size}${entry.depth === 16 ? ', 16 bits' : ''}`,
        formatBytes(entry.bytes),
        `${Math.floor(age(entry))} days`,
      ]);
      context.print(renderTable(rows, ['cache', 'images', 'size', 'bytes', 'age']));
    }
    const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    context.print(`${entries.length} caches in ${folder}, ${formatBytes(total)}.`);
    return EXIT_CODES.success;
  },
};
