import { basename } from 'node:path';
import { PneumoError } from '@pneumo/core';
import type { SampleLabel, SplitPart } from '../sample.ts';
import type { FileTree } from './fileTree.ts';

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
  /** The folder that holds the parts or the classes, from the tree's root; `''` for the root itself. */
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
 * Finds the layout of a data set in a tree or, as archives unpack, in the one folder inside it.
 *
 * @param tree - folders and files
 * @param name - what the user named, for messages
 * @returns the layout
 * @throws PneumoError `UNKNOWN_LAYOUT` saying what stands there instead, `AMBIGUOUS_LAYOUT` when two folders inside could
 *   be meant
 */
export async function findLayout(tree: FileTree, name: string): Promise<Layout> {
  let candidates = [''];
  for (let depth = 0; depth < MAX_DESCENT && candidates.length > 0; depth++) {
    const layouts = (await Promise.all(candidates.map((root) => layoutAt(tree, root)))).filter(
      (layout) => layout !== undefined,
    );
    if (layouts.length > 1) {
      throw new PneumoError(
        'AMBIGUOUS_LAYOUT',
        `${name} holds several data sets: ${layouts.map(({ root }) => `${name}/${root}`).join(', ')}. Name one of them.`,
      );
    }
    if (layouts[0]) return layouts[0];
    candidates = (await Promise.all(candidates.map((root) => foldersIn(tree, root)))).flat();
  }
  const { folders, files } = await tree.entries('');
  const there = [...folders.map((folder) => `${folder}/`), ...files];
  throw new PneumoError(
    'UNKNOWN_LAYOUT',
    `${name} holds ${there.length === 0 ? 'nothing' : `${there.slice(0, 5).join(', ')}${there.length > 5 ? ', ...' : ''}`}; ` +
      'expected train/NORMAL, train/PNEUMONIA (and val, test), or NORMAL and PNEUMONIA.',
    { details: { root: name, there } },
  );
}

const below = (root: string, name: string): string => (root === '' ? name : `${root}/${name}`);

async function foldersIn(tree: FileTree, root: string): Promise<string[]> {
  return (await tree.entries(root)).folders.map((name) => below(root, name));
}

async function layoutAt(tree: FileTree, root: string): Promise<Layout | undefined> {
  const { folders } = await tree.entries(root);
  const splits = folders.filter((name) => splitOf(name));
  const inSplits = await Promise.all(
    splits.map(async (name) => {
      const classes = (await tree.entries(below(root, name))).folders;
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
