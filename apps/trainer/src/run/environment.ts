import type { EngineRecord } from '@pneumo/training';
import type { RunningEngine } from '../pipeline/startEngine.ts';
import { describeMachine, describeVersions, gitCommit, type Machine } from './machine.ts';

/** What environment.json holds: whatever beside the configuration may have moved the figures. */
export interface RunEnvironment {
  schemaVersion: number;
  /** When the run began, ISO 8601. */
  started: string;
  versions: Record<string, string>;
  engine: { name: string; reason: string; record: EngineRecord };
  machine: Machine;
  /** The commit of the checkout that ran, when there is one. */
  gitCommit?: string;
  seed: number;
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
