import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '@pneumo/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';
import { newFolder, type Outcome, pneumo, start, TINY } from './support/pneumo.ts';

const folder = newFolder();
const whole = join(folder, 'whole');
const args = [...TINY.filter((flag) => !flag.startsWith('--epochs')), '--epochs=5'];
const weights = (run: string): Buffer => readFileSync(join(run, 'model/weights.bin'));

beforeAll(async () => {
  expect((await pneumo(['train', ...args, `--out=${whole}`], folder)).code).toBe(0);
}, 120_000);

const environment = (run: string): { continued?: object[] } =>
  JSON.parse(readFileSync(join(run, 'environment.json'), 'utf8'));

/** Begins a run, and ends it by a signal once it has said something. */
async function interrupt(run: string, words: string, signal: 'SIGINT' | 'SIGKILL'): Promise<Outcome> {
  const running = start(['train', ...args, `--out=${run}`], folder);
  await running.said(words);
  running.child.kill(signal);
  return running.ended;
}

async function resume(run: string): Promise<void> {
  const resumed = await pneumo(['train', `--resume=${run}`], folder);
  expect(resumed.stderr).not.toContain('may differ');
  expect(resumed.code, resumed.stderr).toBe(0);
  for (const name of ['model/weights.bin', 'predictions-test.csv', 'metrics.json']) {
    expect(readFileSync(join(run, name)).equals(readFileSync(join(whole, name))), name).toBe(true);
  }
  const epochs = readFileSync(join(run, 'history.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).epoch);
  expect(epochs).toEqual([1, 2, 3, 4, 5]);
}

describe('an interrupted run', () => {
  const kills = process.env.PNEUMO_TEST_FULL === undefined ? 2 : 8;
  const random = randomStream(5, 'kills');

  it.each(Array.from({ length: kills }, (_, i) => [i, random.uniform(0, 2500)] as const))(
    'killed at a random moment (%i) goes on to the same weights bit for bit',
    async (index, delay) => {
      const run = join(folder, `killed-${index}`);
      const running = start(['train', ...args, `--out=${run}`], folder);
      await running.said('Expected:');
      await new Promise((resolve) => setTimeout(resolve, delay));
      running.child.kill('SIGKILL');
      await running.ended;
      await resume(run);
      expect(environment(run).continued).toBeUndefined();
    },
    60_000,
  );

  it('stopped by Ctrl-C leaves a checkpoint, says how to go on, and exits with 130', async () => {
    const run = join(folder, 'stopped');
    const outcome = await interrupt(run, 'epoch 1/5, loss', 'SIGINT');
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toContain(`pneumo train --resume=${run}`);
    expect(existsSync(join(run, 'checkpoints/last.safetensors'))).toBe(true);
    expect(existsSync(join(run, 'report.html'))).toBe(false);
    await resume(run);
  }, 60_000);

  it('stopped by Ctrl-C while it judges what is trained exits with 130 as well, and goes on', async () => {
    const run = join(folder, 'judging');
    const controlC = new AbortController();
    const listen = (line = ''): void => {
      if (line.includes('epoch 5/5, loss')) setImmediate(() => controlC.abort());
    };
    const context = { signal: controlC.signal, print: listen, note: listen };
    const { code } = await inProcess(['train', ...args, `--out=${run}`], folder, context);
    expect([code, existsSync(join(run, 'model/weights.bin'))]).toEqual([130, false]);
    await resume(run);
  }, 60_000);

  it('says so where it goes on with other code, and once for each change', async () => {
    const run = join(folder, 'moved');
    await interrupt(run, 'epoch 1/5, loss', 'SIGINT');
    const { gitCommit, ...begun } = environment(run) as { gitCommit?: string; versions: object };
    const earlier = { ...begun, gitCommit: 'an older commit' };
    writeFileSync(join(run, 'environment.json'), JSON.stringify(earlier));
    await resume(run);
    const { continued, ...kept } = environment(run);
    expect(kept).toEqual(earlier);
    expect(continued).toMatchObject([{ versions: begun.versions, ...(gitCommit && { gitCommit }) }]);
    expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('<dt>Went on</dt>');
    rmSync(join(run, 'report.html'));
    await resume(run);
    expect(environment(run).continued).toEqual(continued);
  }, 60_000);

  it('goes on from the checkpoint before when the newest is torn, and keeps it until there is another', async () => {
    const run = join(folder, 'torn');
    await interrupt(run, 'epoch 3/5, loss', 'SIGKILL');
    const [newest, before] = ['last', 'last.1'].map((name) => join(run, `checkpoints/${name}.safetensors`));
    truncateSync(newest!, statSync(newest!).size >> 1);
    const good = readFileSync(before!);
    const controlC = new AbortController();
    const note = (line: string): void => void (line.startsWith('Going on') && controlC.abort());
    const stopped = await inProcess(['train', `--resume=${run}`], folder, { signal: controlC.signal, note });
    expect(stopped.code).toBe(130);
    expect(readFileSync(before!).equals(good)).toBe(true);
    await resume(run);
  }, 120_000);

  it('takes no other settings on the way', async () => {
    const outcome = await pneumo(['train', `--resume=${whole}`, '--epochs=9'], folder);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('--epochs cannot change on --resume');
    expect(weights(whole).length).toBeGreaterThan(0);
  });
});
