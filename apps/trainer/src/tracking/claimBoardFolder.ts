import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, writeError } from '@pneumo/core';
import { writeFileAtomic } from '@pneumo/data/node';
import { makeFolder } from '../cli/outputFolder.ts';
import { json } from '../run/runFolder.ts';
import type { TrackedRun } from './runTracker.ts';
import { trackedPath } from './trackedSettings.ts';

/** The file beside event files that says whose they are; TensorBoard passes it over. */
const OWNER_FILE = 'pneumo-run.json';

/** Whose a folder of event files is. */
interface Owner {
  /** The run folder. */
  run: string;
  /** When the run began, ISO 8601. */
  started: string;
}

/**
 * A run's own folder of event files below one that many runs share: that of its name, or with a number behind it where
 * another run of that name has it. A run that goes on finds its own again, also when it was moved.
 *
 * @param shared - the folder that the runs share; made when it is missing
 * @param tracked - the run
 * @returns the folder
 * @throws PneumoError `NOT_WRITABLE` or `DISK_FULL` when it cannot be made
 */
export async function claimBoardFolder(
  shared: string,
  { context, run, environment }: Pick<TrackedRun, 'context' | 'run' | 'environment'>,
): Promise<string> {
  const named = join(shared, ...trackedPath(run));
  const owner: Owner = { run: run.path, started: environment.started };
  for (let number = 1; ; number++) {
    const folder = number === 1 ? named : `${named}-${number}`;
    await makeFolder(folder);
    if (!(await claim(folder, owner))) continue;
    if (number > 1) context.note(`${named} belongs to another run; TensorBoard finds this one in ${folder}.`);
    return folder;
  }
}

/** Signs a folder that nobody has; says whether it is the run's now. */
async function claim(folder: string, owner: Owner): Promise<boolean> {
  const file = join(folder, OWNER_FILE);
  if (existsSync(file)) {
    const found = await readOwner(file);
    if (found?.started !== owner.started) return false;
    if (found.run === owner.run) return true;
    // A copy, whose original still stands, or a run that was moved.
    if (existsSync(found.run)) return false;
    await writeFileAtomic(file, json(owner));
    return true;
  }
  if ((await readdir(folder)).some((name) => name.includes('tfevents'))) return false;
  try {
    await writeFile(file, json(owner), { flag: 'wx' });
    return true;
  } catch (cause) {
    // Another run came first.
    if (systemCode(cause) === 'EEXIST') return false;
    throw writeError(cause, file);
  }
}

/** What the file says; undefined when it is torn. */
async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}
