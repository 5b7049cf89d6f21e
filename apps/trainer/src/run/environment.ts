import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { EngineRecord } from '@pneumo/training';
import type { RunningEngine } from '../pipeline/startEngine.ts';
import { describeMachine, describeVersions, gitCommit, type Machine } from './machine.ts';
import { json, parseJson, RUN_FILES, type RunFolder } from './runFolder.ts';

/** The code and the machine of one process. */
interface Surroundings {
  versions: Record<string, string>;
  machine: Machine;
  /** The commit of the checkout that ran, when there is one. */
  gitCommit?: string;
}

/** What environment.json holds: whatever beside the configuration may have moved the figures. */
export interface RunEnvironment extends Surroundings {
  schemaVersion: number;
  /** When the run began, ISO 8601. */
  started: string;
  engine: { name: string; reason: string; record: EngineRecord };
  seed: number;
  /** Where it went on with other code or on another machine than before; missing where it never did. */
  continued?: (Surroundings & { time: string })[];
  /** Seconds in front of the first epoch in which features of frozen layers were computed; missing where there were none. */
  featureSeconds?: number;
}

/** Describes where and with what a run is made. */
export function describeEnvironment(engine: RunningEngine, seed: number, now: number): RunEnvironment {
  const commit = gitCommit();
  return {
    schemaVersion: 1,
    started: new Date(now).toISOString(),
    versions: describeVersions(),
    engine: { name: engine.name, reason: engine.reason, record: engine.record() },
    machine: describeMachine(),
    ...(commit !== undefined && { gitCommit: commit }),
    seed,
  };
}

/** The environment of a run that goes on here and now; the same object where nothing differs from its last process. */
export function continueEnvironment(begun: RunEnvironment, here: RunEnvironment): RunEnvironment {
  const before = begun.continued ?? [];
  const now = surroundings(here);
  if (JSON.stringify(surroundings(before.at(-1) ?? begun)) === JSON.stringify(now)) return begun;
  return { ...begun, continued: [...before, { time: here.started, ...now }] };
}

function surroundings({ versions, machine, gitCommit }: Surroundings): Surroundings {
  return { versions, machine, ...(gitCommit !== undefined && { gitCommit }) };
}

/** What an earlier start of the run wrote about its machine and engine. */
export async function readEnvironment(run: RunFolder): Promise<RunEnvironment | undefined> {
  const file = run.file(RUN_FILES.environment);
  return existsSync(file) ? (parseJson(await readFile(file, 'utf8'), file) as RunEnvironment) : undefined;
}

/** Adds to the seconds that a run has spent on features, in this process and in those before. */
export async function addFeatureSeconds(run: RunFolder, seconds: number): Promise<void> {
  const environment = await readEnvironment(run);
  if (environment === undefined) return;
  const featureSeconds = (environment.featureSeconds ?? 0) + seconds;
  await run.write(RUN_FILES.environment, json({ ...environment, featureSeconds }));
}
