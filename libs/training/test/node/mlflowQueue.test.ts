import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMlflowServer, type MlflowTestServer } from '@pneumo/testing';
import { fitMlflow } from '@pneumo/training';
import { mlflowQueue, type MlflowQueueOptions } from '@pneumo/training/node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillDisk } from './fillDisk.ts';

let server: MlflowTestServer;
let folder: string;
let problems: string[];

beforeEach(async () => {
  server = await startMlflowServer();
  folder = mkdtempSync(join(tmpdir(), 'pneumo-mlflow-'));
  problems = [];
});
afterEach(() => server.close());

let time = 1_772_373_900_000;
const open = (changes: Partial<MlflowQueueOptions> = {}) =>
  mlflowQueue(folder, {
    uri: server.uri,
    experiment: 'pneumo tests',
    name: 'run a',
    identity: 'abc123',
    now: () => (time += 1000),
    onProblem: (problem) => problems.push(problem),
    ...changes,
  });
const metric = (key: string, step: number, value: number) => ({ key, step, value, timestamp: 1000 + step });
const START = { kind: 'start', time: 5, tags: { 'mlflow.source.name': 'pneumo' } } as const;

describe('mlflowQueue(folder)', () => {
  it('tells of a run: tags, settings, figures in as few requests as the limits allow, files, its end', async () => {
    const queue = await open({ token: 'secret' });
    await queue.log(START);
    const params = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`p${i}`, `${i}`]));
    await queue.log({ kind: 'params', params });
    for (let step = 1; step <= 1200; step++)
      await queue.log({ kind: 'metrics', metrics: [metric('step/loss', step, 1 / step)] });
    writeFileSync(join(folder, 'report.html'), '<p>fine</p>');
    await queue.log({ kind: 'artifact', name: 'report.html', path: join(folder, 'report.html') });
    await queue.log({ kind: 'status', status: 'FINISHED', time: 9 });
    expect(await queue.flush(5000)).toBe(true);
    expect(server.authorization).toBe('Bearer secret');
    expect(server.requests.filter((request) => request.endsWith('log-batch'))).toHaveLength(2 + 2);
    const [run] = server.runs.values();
    expect(run).toMatchObject({ name: 'run a', status: 'FINISHED', params });
    expect(run!.tags).toEqual({
      'mlflow.source.name': 'pneumo',
      'pneumo.run': 'abc123',
      'mlflow.runName': 'run a',
    });
    expect([...run!.metrics].map(([key, values]) => [key, [...values.values()]])).toEqual(
      Array.from({ length: 1200 }, (_, i) => [`step/loss@${i + 1}`, [1 / (i + 1)]]),
    );
    expect(run!.artifacts.get('report.html')!.toString()).toBe('<p>fine</p>');
    expect(problems).toEqual([]);
  });

  it('keeps what is noted while the server is away, over a crash that tears the last line, and sends it once', async () => {
    server.trouble = () => 503;
    const queue = await open();
    await queue.log(START);
    await queue.log({ kind: 'metrics', metrics: [metric('epoch/valAuroc', 10, 0.9)] });
    expect(await queue.flush(5000)).toBe(false);
    expect(problems).toEqual([expect.stringContaining('answered 503')]);
    appendFileSync(join(folder, 'mlflow.jsonl'), '{"kind":"metrics","metr');

    server.trouble = undefined;
    const later = await open();
    expect(later.waiting).toBe(2);
    expect(later.lastStep('epoch/valAuroc')).toBe(10);
    await later.log({ kind: 'metrics', metrics: [metric('epoch/valAuroc', 20, 0.95)] });
    expect(await later.flush(5000)).toBe(true);
    const again = await open();
    expect([again.waiting, await again.flush(5000)]).toEqual([0, true]);
    const [run] = server.runs.values();
    expect([...run!.metrics.keys()]).toEqual(['epoch/valAuroc@10', 'epoch/valAuroc@20']);
  });

  it('makes the run once when the answer gets lost, and when its own note of it is lost', async () => {
    server.trouble = (path) => (path === 'mlflow/runs/create' ? 'hang up' : undefined);
    const queue = await open();
    await queue.log(START);
    await queue.log({ kind: 'metrics', metrics: [metric('a', 1, 1)] });
    expect(await queue.flush(5000)).toBe(false);
    server.trouble = undefined;
    expect(await (await open()).flush(5000)).toBe(true);
    writeFileSync(join(folder, 'mlflow.json'), '{"torn');
    expect(await (await open()).flush(5000)).toBe(true);
    expect(server.runs.size).toBe(1);
    expect([...server.runs.values()][0]!.metrics.get('a@1')).toEqual(new Map([[1001, 1]]));
  });

  it('goes on behind what the server will never take, and says so', async () => {
    const queue = await open();
    await queue.log(START);
    await queue.log({ kind: 'params', params: { lr: '0.1' } });
    await queue.log({ kind: 'params', params: { lr: '0.2' } });
    await queue.log({ kind: 'artifact', name: 'gone.html', path: join(folder, 'gone.html') });
    await queue.log({ kind: 'status', status: 'KILLED', time: 9 });
    expect(await queue.flush(5000)).toBe(true);
    expect(problems.map((problem) => problem.slice(0, 30))).toEqual([
      'MLflow did not take params: ht',
      'MLflow did not take artifact: ',
    ]);
    expect([...server.runs.values()][0]).toMatchObject({ status: 'KILLED', params: { lr: '0.1' } });
  });

  it('never holds the training up: a server that does not answer is left after the time given', async () => {
    server.trouble = (path) => (path.includes('log-batch') ? 'silence' : undefined);
    const queue = await open();
    const note = fitMlflow(queue, () => time);
    await queue.log(START);
    const row = { epoch: 1, step: 4, trainLoss: 0.5, learningRate: 0.1, gradientNorm: 1, valAuroc: 0.9 };
    await note({ type: 'epoch-end', row, best: true });
    await note({ type: 'epoch-end', row, best: true });
    expect(await queue.flush(300)).toBe(false);
    expect(readFileSync(join(folder, 'mlflow.jsonl'), 'utf8').trim().split('\n')).toHaveLength(2);
    // Another server gets everything.
    const other = await startMlflowServer();
    expect(await (await open({ uri: other.uri })).flush(5000)).toBe(true);
    expect([...other.runs.values()][0]!.metrics.size).toBe(4);
    await other.close();
  });

  it('says what is wrong with the address, the credentials, or that nobody is there', async () => {
    await expect(open({ uri: 'file:///mlruns' })).rejects.toThrow(/expected one of http or https/);
    await expect(open({ uri: 'http://me:key@localhost:5000' })).rejects.toThrow(/MLFLOW_TRACKING_USERNAME/);
    server.trouble = () => 401;
    const denied = await open({ username: 'me', password: 'key' });
    await expect(denied.log({ kind: 'params', params: {} })).rejects.toThrow(/'params' was noted first/);
    await denied.log(START);
    expect(await denied.flush(5000)).toBe(false);
    expect(server.authorization).toBe(`Basic ${btoa('me:key')}`);
    const { uri } = server;
    await server.close();
    expect(await (await open({ uri })).flush(5000)).toBe(false);
    expect(problems.join('\n')).toMatch(/answered 401[\s\S]+cannot be reached \(ECONNREFUSED\)/);
  });

  it('tells everything again when the server has lost the run, at once and in a later process', async () => {
    const queue = await open();
    await queue.log(START);
    await queue.log({ kind: 'params', params: { lr: '0.1' } });
    expect(await queue.flush(5000)).toBe(true);
    const told = { name: 'run a', params: { lr: '0.1' } };
    for (const later of [queue, await open()]) {
      // As after `mlflow gc`, or a restart with a fresh store at the same address.
      server.forget();
      await later.log({ kind: 'metrics', metrics: [metric('a', 1, 1)] });
      expect(await later.flush(5000)).toBe(true);
      expect([...server.runs.values()]).toMatchObject([told]);
      expect([...server.runs.values()][0]!.metrics.get('a@1')).toEqual(new Map([[1001, 1]]));
      expect(later.waiting).toBe(0);
    }
    expect(problems).toEqual([]);
  });

  it('waits when a server denies a run that it has just made, and when what answers 404 is not MLflow', async () => {
    const queue = await open();
    await queue.log(START);
    await queue.log({ kind: 'metrics', metrics: [metric('a', 1, 1)] });
    server.trouble = (path) => {
      if (path.includes('log-batch')) server.forget();
      return undefined;
    };
    expect(await queue.flush(5000)).toBe(false);
    expect(problems).toEqual([
      expect.stringMatching(/^MLflow waits: .*answered 404 to mlflow\/runs\/log-batch/),
    ]);
    server.trouble = undefined;
    expect(await queue.flush(5000)).toBe(true);
    await queue.log({ kind: 'metrics', metrics: [metric('a', 2, 2)] });
    // A proxy in front of a server that is away.
    server.trouble = () => 404;
    expect(await queue.flush(5000)).toBe(false);
    expect(problems).toHaveLength(2);
    server.trouble = undefined;
    const made = () => server.requests.filter((request) => request.endsWith('runs/create')).length;
    const before = made();
    expect(await queue.flush(5000)).toBe(true);
    expect(made()).toBe(before);
  });

  it('goes on after a flush whose time was up', async () => {
    server.trouble = (path) => (path.includes('log-batch') ? 'silence' : undefined);
    const queue = await open();
    await queue.log(START);
    await queue.log({ kind: 'metrics', metrics: [metric('a', 1, 1)] });
    expect(await queue.flush(300)).toBe(false);
    server.trouble = undefined;
    queue.send();
    await vi.waitFor(() => expect(queue.waiting).toBe(0));
    await queue.log({ kind: 'metrics', metrics: [metric('a', 2, 2)] });
    expect(await queue.flush(5000)).toBe(true);
    server.trouble = () => 503;
    await queue.log({ kind: 'metrics', metrics: [metric('a', 3, 3)] });
    expect(await queue.flush(5000)).toBe(false);
    expect(problems).toEqual([expect.stringContaining('answered 503')]);
  });

  it('sends what is noted after a power cut has taken entries that the server has', async () => {
    const queue = await open();
    await queue.log(START);
    for (let step = 1; step <= 3; step++)
      await queue.log({ kind: 'metrics', metrics: [metric('a', step, step)] });
    expect(await queue.flush(5000)).toBe(true);
    const log = join(folder, 'mlflow.jsonl');
    writeFileSync(log, `${readFileSync(log, 'utf8').split('\n').slice(0, 2).join('\n')}\n`);
    const later = await open();
    expect(later.waiting).toBe(0);
    await later.log({ kind: 'metrics', metrics: [metric('a', 4, 4)] });
    expect(later.waiting).toBe(1);
    expect(await later.flush(5000)).toBe(true);
    expect([...server.runs.values()][0]!.metrics.has('a@4')).toBe(true);
  });

  it('fails to note with DISK_FULL, and leaves no half line behind', async () => {
    const queue = await open();
    await queue.log(START);
    await fillDisk(9);
    const entry = { kind: 'metrics', metrics: [metric('a', 1, 1)] } as const;
    await expect(queue.log(entry)).rejects.toMatchObject({ name: 'PneumoError', code: 'DISK_FULL' });
    await queue.log(entry);
    expect((await open()).waiting).toBe(2);
  });
});
