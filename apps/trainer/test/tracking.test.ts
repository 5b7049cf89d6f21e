import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMlflowServer } from '@pneumo/testing';
import { describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';
import { newFolder, TINY } from './support/pneumo.ts';

const folder = newFolder();
const SETTINGS = [...TINY.filter((flag) => !/overlays|epochs/.test(flag)), '--overlays=1', '--epochs=2'];

describe('pneumo train --tensorboard --mlflow', () => {
  it('writes event files, trains although MLflow is away, and tells it everything once on --resume', async () => {
    const away = await startMlflowServer();
    const port = Number(new URL(away.uri).port);
    await away.close();
    const trained = await inProcess(
      ['train', ...SETTINGS, '--tensorboard', `--mlflow=${away.uri}`, '--out=run'],
      folder,
    );
    expect(trained.code, trained.stderr).toBe(0);
    expect(trained.stderr).toContain('MLflow waits');
    expect(trained.stderr).toContain('has not been told everything');
    const boards = join(folder, 'run', 'tensorboard');
    const [first] = readdirSync(boards);
    const events = readFileSync(join(boards, first!), 'latin1');
    for (const tag of [
      'step/loss',
      'epoch/valAuroc',
      'weights/logit/kernel',
      'test/auroc',
      'explained/',
      'labelSmoothing',
    ])
      expect(events, tag).toContain(tag);

    const server = await startMlflowServer(port);
    try {
      const resumed = await inProcess(['train', '--resume=run'], folder);
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(resumed.stderr).not.toContain('MLflow');
      expect(server.runs.size).toBe(1);
      const [run] = server.runs.values();
      const metrics = JSON.parse(readFileSync(join(folder, 'run', 'metrics.json'), 'utf8'));
      const rows = readFileSync(join(folder, 'run', 'history.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const { step, valAuroc } = JSON.parse(rows[1]!);
      expect(run).toMatchObject({ name: 'run', status: 'FINISHED' });
      expect(run!.params).toMatchObject({ model: 'cnn', filters: '4,8', batchSize: '16' });
      expect([...run!.metrics.get(`epoch/valAuroc@${step}`)!.values()]).toEqual([valAuroc]);
      expect([...run!.metrics.get('test/auroc@0')!.values()]).toEqual([metrics.test.auroc.value]);
      expect([...run!.artifacts.keys()].sort()).toEqual([
        'config.json',
        'environment.json',
        'metrics.json',
        'report.html',
        'split.json',
      ]);
      expect(readdirSync(boards)).toHaveLength(2);
    } finally {
      await server.close();
    }
  });

  it('goes on telling of several seeds on --resume, and sends what ended seeds have waiting', async () => {
    const away = await startMlflowServer();
    await away.close();
    const stop = new AbortController();
    const epochs: string[] = [];
    const seeds = SETTINGS.filter((flag) => !flag.startsWith('--overlays'));
    const stopped = await inProcess(
      ['train', ...seeds, '--overlays=0', '--seeds=3,4', '--tensorboard', `--mlflow=${away.uri}`]
        .concat('--mlflow-experiment=films', '--prefix-disk=40', '--workers=1', '--cache-memory=64M')
        .concat('--out=several'),
      folder,
      {
        signal: stop.signal,
        note: (line) => {
          if (line.startsWith('epoch 1/') && epochs.push(line) === 2) stop.abort();
        },
      },
    );
    expect(stopped.code).toBe(130);
    const printed = await inProcess(['train', '--resume=several', '--print-config'], folder);
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(printed.stdout)).toMatchObject({
      tensorboard: 'run',
      mlflow: away.uri,
      mlflowExperiment: 'films',
      prefixDisk: 40,
      workers: 1,
      cacheMemory: '64M',
      dataSeed: '3',
    });
    expect(existsSync(join(folder, 'several', 'seed-4', 'model'))).toBe(false);

    const server = await startMlflowServer(Number(new URL(away.uri).port));
    try {
      const resumed = await inProcess(['train', '--resume=several'], folder);
      expect(resumed.code, resumed.stderr).toBe(0);
      const told = [...server.runs.values()].map(({ name, status }) => `${name} ${status}`);
      expect(told.sort()).toEqual(['several/seed-3 FINISHED', 'several/seed-4 FINISHED']);
      expect(readdirSync(join(folder, 'several', 'seed-4', 'tensorboard'))).toHaveLength(2);
    } finally {
      await server.close();
    }

    // What is given on --resume holds from then on, and is no other experiment.
    expect(await inProcess(['train', '--resume=several', '--mlflow=off'], folder)).toMatchObject({ code: 0 });
    const last = await inProcess(['train', '--resume=several', '--print-config'], folder);
    expect(JSON.parse(last.stdout)).toMatchObject({ mlflow: 'off', prefixDisk: 40 });
  });

  it('prints the configuration that a run goes on with, and does nothing else', async () => {
    const before = readdirSync(join(folder, 'run'));
    const printed = await inProcess(['train', '--resume=run', '--workers=1', '--print-config'], folder);
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    const { config } = JSON.parse(readFileSync(join(folder, 'run', 'config.json'), 'utf8'));
    expect(JSON.parse(printed.stdout)).toEqual({ ...config, workers: 1 });
    expect(readdirSync(join(folder, 'run'))).toEqual(before);
  });

  it('tells MLflow how a run ended that was stopped, and refuses credentials in its address', async () => {
    const server = await startMlflowServer();
    const stop = new AbortController();
    const stopped = await inProcess(
      ['train', ...SETTINGS, `--mlflow=${server.uri}`, '--mlflow-experiment=stops', '--out=stopped'],
      folder,
      {
        signal: stop.signal,
        note: (line) => {
          if (line.startsWith('epoch 1/')) stop.abort();
        },
      },
    );
    await server.close();
    expect(stopped.code).toBe(130);
    expect([...server.runs.values()].map(({ status }) => status)).toEqual(['KILLED']);
    const secret = await inProcess(['train', '--mlflow=http://me:key@host', '--out=no'], folder);
    expect(secret.code).toBe(2);
    expect(secret.stderr).toContain('MLFLOW_TRACKING_USERNAME');
  });
});
