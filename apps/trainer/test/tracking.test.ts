import { readdirSync, readFileSync } from 'node:fs';
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
