import { isPneumoError, PneumoError } from '@pneumo/core';
import type { MlflowClient } from './mlflowClient.ts';
import type { MlflowEntry } from './mlflowEntry.ts';

/** Largest numbers that one request may carry (MLflow's REST API, runs/log-batch). */
const MAX_METRICS = 1000;
const MAX_PARAMS = 100;
const MAX_PARAM_LENGTH = 6000;
/** The tag by which a run is found again whose making was not confirmed. */
const IDENTITY = 'pneumo.run';
const PROXY = 'mlflow-artifacts:/';

/** A run that the server knows. */
export interface MlflowRun {
  /** The server's id of it. */
  readonly id: string;
  /** Where its files are kept. */
  readonly artifacts: string;
}

/** What makes a run. */
export interface MlflowRunDescription {
  /** The experiment's name; made when it is missing. */
  readonly experiment: string;
  /** The run's name for people. */
  readonly name: string;
  /** What no other run has: the run is made once, however often it is told. */
  readonly identity: string;
}

/** Makes the run, or finds the one that was made when the answer got lost. */
export async function makeRun(
  client: MlflowClient,
  { experiment, name, identity }: MlflowRunDescription,
  { time, tags }: Extract<MlflowEntry, { kind: 'start' }>,
): Promise<MlflowRun> {
  const id = await experimentId(client, experiment);
  const found = await client.send('POST', 'mlflow/runs/search', {
    experiment_ids: [id],
    filter: `tags."${IDENTITY}" = '${identity}'`,
    max_results: 1,
  });
  const [before] = (found.runs ?? []) as unknown[];
  if (before !== undefined) return runOf(before);
  const all = { ...tags, [IDENTITY]: identity };
  const made = await client.send('POST', 'mlflow/runs/create', {
    experiment_id: id,
    run_name: name,
    start_time: time,
    tags: pairs(all),
  });
  return runOf(made.run);
}

/**
 * Tells what belongs together of a run, in as few requests as the server's limits allow.
 *
 * @param entries - of one kind, any but `start`
 * @param readFile - reads an artifact
 */
export async function tellRun(
  client: MlflowClient,
  run: MlflowRun,
  entries: readonly MlflowEntry[],
  readFile: (path: string) => Promise<Uint8Array>,
): Promise<void> {
  const metrics = entries.flatMap((entry) => (entry.kind === 'metrics' ? entry.metrics : []));
  for (const part of parts(metrics, MAX_METRICS))
    await client.send('POST', 'mlflow/runs/log-batch', { run_id: run.id, metrics: part });
  for (const entry of entries) {
    if (entry.kind === 'params') {
      for (const part of parts(pairs(entry.params), MAX_PARAMS))
        await client.send('POST', 'mlflow/runs/log-batch', { run_id: run.id, params: part });
    } else if (entry.kind === 'status') {
      await client.send('POST', 'mlflow/runs/update', {
        run_id: run.id,
        status: entry.status,
        ...(entry.status !== 'RUNNING' && { end_time: entry.time }),
      });
    } else if (entry.kind === 'artifact') {
      await sendArtifact(client, run, entry.name, await readFile(entry.path));
    }
  }
}

async function sendArtifact(
  client: MlflowClient,
  run: MlflowRun,
  name: string,
  body: Uint8Array,
): Promise<void> {
  if (!run.artifacts.startsWith(PROXY)) {
    throw new PneumoError(
      'MLFLOW_REFUSED',
      `The server keeps files in ${run.artifacts}, not behind its own interface; ${name} was not sent. Start it with --serve-artifacts.`,
    );
  }
  const folder = run.artifacts.slice(PROXY.length).replace(/^\/+/, '');
  const path = [...folder.split('/'), ...name.split('/')].map(encodeURIComponent).join('/');
  await client.send('PUT', `mlflow-artifacts/artifacts/${path}`, body);
}

async function experimentId(client: MlflowClient, name: string): Promise<string> {
  const query = `mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
  const known = await client.send('GET', query).catch((error: unknown) => {
    if (isPneumoError(error, 'MLFLOW_MISSING')) return undefined;
    throw error;
  });
  if (known === undefined) {
    const made = await client.send('POST', 'mlflow/experiments/create', { name });
    return String(made.experiment_id);
  }
  const { experiment_id: id, lifecycle_stage: stage } = known.experiment as Record<string, unknown>;
  if (stage === 'deleted') {
    throw new PneumoError(
      'MLFLOW_DENIED',
      `The experiment '${name}' was deleted; restore it, or name another one.`,
    );
  }
  return String(id);
}

function runOf(value: unknown): MlflowRun {
  const { run_id: id, artifact_uri: artifacts } = (value as { info: Record<string, unknown> }).info;
  return { id: String(id), artifacts: String(artifacts ?? '') };
}

function pairs(values: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: value.slice(0, MAX_PARAM_LENGTH) }));
}

function parts<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
