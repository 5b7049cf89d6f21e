import { mkdir, readdir, readFile, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PneumoError, writeError } from '@pneumo/core';
import { removePixelCaches } from '../listPixelCaches.ts';
import type { FeatureIndex } from './featureIndex.ts';
import { usedStems } from './featureUse.ts';
import type { FeatureStorePlan } from './planFeatureStore.ts';

/** What {@link makeFeatureSpace} has done. */
export interface FeatureSpace {
  /** Bytes of features that had to give way. */
  readonly removed: number;
}

const GIB = 2 ** 30;

/**
 * Makes room for stores of features before they are opened. All features of the folder count. Where they would be more
 * than the limit, those that nobody works with give way, the longest unused first; where that is not enough, nothing is removed.
 *
 * @param folder - where the stores will lie; made where it is missing
 * @param plans - what `planFeatureStore` says of them; what is there of them already stays
 * @param limitBytes - most bytes of all features in the folder
 * @returns what had to give way
 * @throws PneumoError `FEATURE_LIMIT` above the limit, `DISK_FULL` when the disk has less than is yet to be written,
 *   `NOT_WRITABLE` when the folder cannot be made or a file not be removed
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const folder = await mkdtemp('/tmp/pneumo-example-');
 * const plan = planFeatureStore({ folder, key: 'demo', ids: ['a', 'b'], shape: [1, 1, 2], precision: 'float16' });
 * await makeFeatureSpace(folder, [plan], 2 ** 20); // { removed: 0 }
 * ```
 */
export async function makeFeatureSpace(
  folder: string,
  plans: readonly Pick<FeatureStorePlan, 'path' | 'bytes'>[],
  limitBytes: number,
): Promise<FeatureSpace> {
  const bytes = sum(plans);
  if (bytes > limitBytes) refuse({ bytes, limitBytes, inUse: 0 });
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeError(error, folder);
  }
  const own = new Set(plans.map(({ path }) => basename(path, '.bin')));
  const others = (await storesOf(folder)).filter(({ stem }) => !own.has(stem));
  const free = others.filter(({ used }) => !used).sort((a, b) => a.modified - b.modified);
  const going: typeof others = [];
  for (let excess = bytes + sum(others) - limitBytes; excess > 0; excess -= going.at(-1)!.bytes) {
    const next = free[going.length];
    if (!next) refuse({ bytes, limitBytes, inUse: sum(others) - sum(free) });
    going.push(next!);
  }
  const there = await Promise.all(plans.map(({ path }) => sizeOf(path)));
  const missing = plans.reduce((total, plan, i) => total + Math.max(0, plan.bytes - there[i]!), 0);
  const { bavail, bsize } = await statfs(folder);
  const room = bavail * bsize + going.reduce((total, { onDisk }) => total + onDisk, 0);
  if (missing > room) {
    throw new PneumoError(
      'DISK_FULL',
      `${gib(missing)} of features are to be written to ${folder}, whose disk has ${gib(room)} for them. Take float16 or fewer variants, free space, or choose another folder.`,
      { details: { missing, free: room } },
    );
  }
  return {
    removed: await removePixelCaches(
      going.map(({ stem, onDisk, modified }) => ({
        path: join(folder, `${stem}.json`),
        bytes: onDisk,
        modified,
      })),
    ),
  };
}

interface Store {
  stem: string;
  /** What it takes, or will take when it is full: it may be filled while others look. */
  bytes: number;
  onDisk: number;
  /** When it was last used or filled. */
  modified: number;
  /** Whether a process works with it. */
  used: boolean;
}

async function storesOf(folder: string): Promise<Store[]> {
  const names = await readdir(folder);
  const stems = new Set(
    names.flatMap((name) => /^(features-[0-9a-f]+)\.(?:bin|json)$/.exec(name)?.[1] ?? []),
  );
  const inUse = await usedStems(folder);
  return Promise.all(
    [...stems].map(async (stem) => {
      const files = [`${stem}.bin`, `${stem}.json`].map((name) => join(folder, name));
      const [onDisk, modified] = [await sizeOf(files[0]!), await Promise.all(files.map(modifiedOf))];
      const used = inUse.has(stem);
      const bytes = used ? Math.max(onDisk, await fullSize(files[1]!)) : onDisk;
      return { stem, bytes, onDisk, modified: Math.max(...modified), used };
    }),
  );
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function modifiedOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

async function fullSize(index: string): Promise<number> {
  try {
    const { images, rowBytes } = JSON.parse(await readFile(index, 'utf8')) as FeatureIndex;
    return images * rowBytes;
  } catch {
    return 0;
  }
}

function refuse({ bytes, limitBytes, inUse }: { bytes: number; limitBytes: number; inUse: number }): never {
  const beside = inUse > 0 ? ` beside ${gib(inUse)} of other runs that are at work` : '';
  throw new PneumoError(
    'FEATURE_LIMIT',
    `The features need ${gib(bytes)}${beside}; at most ${gib(limitBytes)} are allowed. Take float16, fewer variants or a higher limit.`,
    { details: { bytes, limitBytes, inUse } },
  );
}

function sum(stores: readonly { bytes: number }[]): number {
  return stores.reduce((total, { bytes }) => total + bytes, 0);
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(bytes < GIB ? 4 : 2)} GiB`;
}
