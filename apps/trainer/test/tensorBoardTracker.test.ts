import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECIPES } from '../src/config/recipes.ts';
import { folderAt, type RunFolder } from '../src/run/runFolder.ts';
import type { RunEnd, TrackedRun } from '../src/tracking/runTracker.ts';
import { tensorBoardTracker } from '../src/tracking/tensorBoardTracker.ts';
import { newFolder } from './support/pneumo.ts';

const START = { type: 'fit-start', epochs: 2, batchesPerEpoch: 2, parameters: 1, history: [] } as const;
const RESUMED = { ...START, resumed: { epoch: 1, batch: 0, step: 5, inexact: [] } };
const notes: string[] = [];

/** Opens a tracker as a run does that begins or goes on, lets it hear `event`, and ends it. */
async function track(
  run: RunFolder,
  started: string,
  tensorboard: string,
  event: typeof RESUMED | (typeof START & { resumed: null }) = { ...START, resumed: null },
  how: RunEnd = 'finished',
): Promise<void> {
  mkdirSync(run.path, { recursive: true });
  const tracker = await tensorBoardTracker({
    context: { now: () => 1_772_373_900_000, note: (line: string) => void notes.push(line) },
    run,
    config: { ...RECIPES.quick!.config, tensorboard },
    environment: { started },
  } as unknown as TrackedRun);
  await tracker.onEvent(event, undefined as never);
  await tracker.end(how);
}

/** The event files of each folder below one, by its path. */
function boards(folder: string): Record<string, number> {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
    name.includes('tfevents'),
  );
  const counts: Record<string, number> = {};
  for (const name of files) {
    const board = name.split(/[\\/]/).slice(0, -1).join('/');
    counts[board] = (counts[board] ?? 0) + 1;
  }
  return counts;
}

describe('tensorBoardTracker(run)', () => {
  it('tells the settings also where a run that goes on has event files for the first time', async () => {
    const run = folderAt(join(newFolder(), 'run'));
    await track(run, '2026-03-01T14:05:00.000Z', 'run', RESUMED);
    const [file] = readdirSync(run.file('tensorboard'));
    expect(readFileSync(join(run.file('tensorboard'), file!), 'latin1')).toContain('labelSmoothing');
  });

  it('tells how a run ended when nothing can follow: TensorBoard keeps what it reads first', async () => {
    const run = folderAt(join(newFolder(), 'run'));
    await track(run, '2026-03-01T14:05:00.000Z', 'run', RESUMED, 'stopped');
    await track(run, '2026-03-01T14:05:00.000Z', 'run', RESUMED, 'failed');
    await track(run, '2026-03-01T14:05:00.000Z', 'run', RESUMED, 'finished');
    const files = readdirSync(run.file('tensorboard')).sort();
    expect(
      files.map((file) => readFileSync(join(run.file('tensorboard'), file)).includes('session_end_info')),
    ).toEqual([false, false, true]);
  });

  it('gives each run a folder of its own in a shared one, which it finds again', async () => {
    const folder = newFolder();
    const shared = join(folder, 'boards');
    const [a, b, c] = ['a', 'b', 'c'].map((above) => folderAt(join(folder, above, 'run')));
    await track(a!, '2026-03-01T14:05:00.000Z', shared);
    expect(notes).toEqual([]);
    await track(b!, '2026-03-01T14:05:00.001Z', shared);
    expect(notes).toEqual([expect.stringContaining(join(shared, 'run-2'))]);
    await track(b!, '2026-03-01T14:05:00.001Z', shared, RESUMED);
    await track(a!, '2026-03-01T14:05:00.000Z', shared, RESUMED);
    expect(boards(shared)).toEqual({ run: 2, 'run-2': 2 });
    // Made anew under the same path.
    await track(a!, '2026-03-01T15:00:00.000Z', shared);
    expect(boards(shared)).toEqual({ run: 2, 'run-2': 2, 'run-3': 1 });
    // Moved away, or copied.
    renameSync(b!.path, join(folder, 'run'));
    await track(folderAt(join(folder, 'run')), '2026-03-01T14:05:00.001Z', shared, RESUMED);
    expect(boards(shared)).toEqual({ run: 2, 'run-2': 3, 'run-3': 1 });
    cpSync(join(folder, 'run'), c!.path, { recursive: true });
    await track(c!, '2026-03-01T14:05:00.001Z', shared, RESUMED);
    expect(boards(shared)).toEqual({ run: 2, 'run-2': 3, 'run-3': 1, 'run-4': 1 });
  });

  it('leaves event files alone that no run has signed', async () => {
    const folder = newFolder();
    const shared = join(folder, 'boards');
    mkdirSync(join(shared, 'run'), { recursive: true });
    writeFileSync(join(shared, 'run', 'events.out.tfevents.1772373900.pneumo'), '');
    const run = folderAt(join(folder, 'run'));
    await track(run, '2026-03-01T14:05:00.000Z', shared);
    expect(boards(shared)).toEqual({ run: 1, 'run-2': 1 });
    // Nobody knows whose it is when the signature is torn.
    writeFileSync(join(shared, 'run-2', 'pneumo-run.json'), '{"run');
    await track(run, '2026-03-01T14:05:00.000Z', shared, RESUMED);
    expect(existsSync(join(shared, 'run-3'))).toBe(true);
  });
});
