import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PneumoError } from '@pneumo/core';
import type { SampleLabel, SplitPart } from '../sample.ts';
import { systemCode } from './fileError.ts';
import { entriesOf } from './imageFiles.ts';

/** A folder of one class. */
export interface ClassFolder {
  /** Its path from the layout's root, with `/`. */
  path: string;
  /** Its class. */
  label: SampleLabel;
  /** The part above it, in a layout with parts. */
  split?: SplitPart;
}

/** How a data set lies on the disk. */
export interface Layout {
  /** The folder that holds the parts or the classes. */
  root: string;
  /** With `train`, `val`, `test` above the classes, or the classes alone. */
  kind: 'split' | 'single';
  /** The folders of images. */
  folders: ClassFolder[];
  /** Folders beside them that belong to no part or class. */
  ignored: string[];
}

/** Archives unpack as `chest_xray/chest_xray/train`; more levels are someone's home folder. */
const MAX_DESCENT = 3;

/**
 * Finds the layout of a data set in a folder or, as archives unpack, in the one folder inside it.
 *
 * @param root - the folder that the user named
 * @returns the layout
 * @throws PneumoError `NOT_FOUND` naming the nearest folder that exists, `NOT_A_FOLDER`, `UNKNOWN_LAYOUT`
 *   saying what stands there instead, `AMBIGUOUS_LAYOUT` when two folders inside could be meant
 */
export async function findLayout(root: string): Promise<Layout> {
  await checkFolder(root);
  let candidates = [resolve(root)];
  for (let depth = 0; depth < MAX_DESCENT && candidates.length > 0; depth++) {
    const layouts = (await Promise.all(candidates.map(layoutAt))).filter((layout) => layout !== undefined);
    if (layouts.length > 1) {
      throw new PneumoError(
        'AMBIGUOUS_LAYOUT',
        `${root} holds several data sets: ${layouts.map((layout) => layout.root).join(', ')}. Name one of them.`,
      );
    }
    if (layouts[0]) return layouts[0];
    candidates = (await Promise.all(candidates.map(foldersIn))).flat();
  }
  const { folders, files } = await entriesOf(root);
  const there = [...folders.map((name) => `${name}/`), ...files];
  throw new PneumoError(
    'UNKNOWN_LAYOUT',
    `${root} holds ${there.length === 0 ? 'nothing' : `${there.slice(0, 5).join(', ')}${there.length > 5 ? ', ...' : ''}`}; ` +
      'expected train/NORMAL, train/PNEUMONIA (and val, test), or NORMAL and PNEUMONIA.',
    { details: { root, there } },
  );
}

async function checkFolder(root: string): Promise<void> {
  try {
    if ((await stat(root)).isDirectory()) return;
  } catch (cause) {
    if (!['ENOENT', 'ENOTDIR'].includes(systemCode(cause))) {
      throw new PneumoError('NOT_READABLE', `${root} cannot be read (${systemCode(cause)}).`, { cause });
    }
    throw new PneumoError(
      'NOT_FOUND',
      `${root} does not exist; the nearest folder that does is ${await nearestFolder(root)}. Check the path to the data.`,
      { cause, details: { root } },
    );
  }
  throw new PneumoError('NOT_A_FOLDER', `${root} is a file; expected the folder of a data set.`, {
    details: { root },
  });
}

async function nearestFolder(path: string): Promise<string> {
  const parent = dirname(resolve(path));
  const found = await stat(parent).catch(() => undefined);
  return found?.isDirectory() || parent === dirname(parent) ? parent : nearestFolder(parent);
}

async function foldersIn(path: string): Promise<string[]> {
  return (await entriesOf(path)).folders.map((name) => join(path, name));
}

async function layoutAt(root: string): Promise<Layout | undefined> {
  const { folders } = await entriesOf(root);
  const splits = folders.filter((name) => splitOf(name));
  const inSplits = await Promise.all(
    splits.map(async (name) => {
      const classes = (await entriesOf(join(root, name))).folders;
      return classes.flatMap((child) => classFolder(`${name}/${child}`, splitOf(name)));
    }),
  );
  if (inSplits.some((classes) => classes.length > 0)) {
    return {
      root,
      kind: 'split',
      folders: inSplits.flat(),
      ignored: folders.filter((name) => !splitOf(name)),
    };
  }
  const classes = folders.flatMap((name) => classFolder(name));
  if (classes.length === 0) return undefined;
  return { root, kind: 'single', folders: classes, ignored: folders.filter((name) => !labelOf(name)) };
}

function classFolder(path: string, split?: SplitPart): ClassFolder[] {
  const label = labelOf(basename(path));
  if (!label) return [];
  return [split ? { path, label, split } : { path, label }];
}

function labelOf(name: string): SampleLabel | undefined {
  const upper = name.toUpperCase();
  return upper === 'NORMAL' || upper === 'PNEUMONIA' ? upper : undefined;
}

function splitOf(name: string): SplitPart | undefined {
  const lower = name.toLowerCase();
  return lower === 'train' || lower === 'val' || lower === 'test' ? lower : undefined;
}
