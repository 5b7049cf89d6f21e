import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PneumoError } from '@pneumo/core';
import { createModel, weightsToSafetensors } from '@pneumo/models';
import { HUB_TOKEN, type HubTestServer, startHubServer } from '@pneumo/testing';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../src/cli/context.ts';
import { exitCodeOf } from '../src/cli/exitCodes.ts';
import { hubWeights, isWeights } from '../src/config/hubWeights.ts';
import { fetchWeights } from '../src/pipeline/fetchWeights.ts';
import { readWeights } from '../src/pipeline/readWeights.ts';
import { inProcess, type Said } from './support/inProcess.ts';
import { newFolder, TINY } from './support/pneumo.ts';

const folder = newFolder();
const cached = join(folder, 'cache', 'hub', 'timm--net');
const SETTINGS = [
  ...TINY.filter((flag) => !/filters|dense|overlays|epochs|patients/.test(flag)),
  ...[
    '--overlays=0',
    '--epochs=1',
    '--phantom-patients=20',
    '--model=resnet18',
    '--no-evaluate-test',
    '--trainable=from:head',
  ],
];
let hub: HubTestServer;
let bytes: Buffer;

beforeAll(async () => {
  await tf.setBackend('cpu');
  const published = createModel('resnet18', { inputSize: 32, classes: 10, seed: 4 });
  bytes = Buffer.from(await weightsToSafetensors(published, { name: 'resnet18' }));
  published.dispose();
  hub = await startHubServer(bytes);
});

afterAll(() => hub.stop());

function run(args: readonly string[], progress: string[] = []): Promise<Said> {
  return inProcess(args, folder, {
    env: contextOf().env,
    progressStream: { write: (text) => progress.push(text), isTTY: true },
  });
}

function contextOf(env: Context['env'] = {}): Context {
  return {
    env: { PNEUMO_CACHE: join(folder, 'cache'), HF_ENDPOINT: hub.endpoint, ...env },
    folder,
    now: () => Date.now(),
    progressStream: { write: () => true },
    signal: new AbortController().signal,
  } as Partial<Context> as Context;
}

async function refusal(weights: string): Promise<PneumoError> {
  return readWeights(contextOf(), weights).then(
    () => expect.fail('read'),
    (error: unknown) => error as PneumoError,
  );
}

const transfers = (): number => hub.requests.filter((request) => request.includes('/bytes')).length;

describe('--weights=hf-hub:OWNER/NAME', () => {
  it('trains from weights of a hub, fetched once, with an address in config.json that repeat goes by', async () => {
    const progress: string[] = [];
    const trained = await run(['train', ...SETTINGS, '--weights=hf-hub:timm/net', '--out=run'], progress);
    expect(trained.code, trained.stderr).toBe(0);
    expect(progress.join('')).toMatch(/model\.safetensors of timm\/net, MB \d+\/45 /);
    const { config } = JSON.parse(readFileSync(join(folder, 'run', 'config.json'), 'utf8'));
    expect(config.weights).toBe('hf-hub:timm/net');
    expect(readFileSync(join(folder, 'run', 'report.html'), 'utf8')).toContain('begun with net');

    hub.trouble = 503;
    const repeated = await run(['repeat', 'run']);
    hub.trouble = undefined;
    expect(repeated.code, repeated.stderr + repeated.stdout).toBe(0);
    expect(transfers()).toBe(1);
  }, 120_000);

  it('says off-line what to download where, and takes what is put there', async () => {
    const address = 'hf-hub:timm/net@v2/large.bin';
    const path = join(cached, 'by-hand', 'v2', 'large.bin');
    hub.trouble = 503;
    const away = await refusal(address);
    expect(away.message).toMatch(/^--weights hf-hub:timm\/net@v2\/large\.bin: The hub answers 503 to http/);
    expect(away.message).toContain(`put it at ${path}.`);
    expect(exitCodeOf(away)).toBe(7);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'no weights');
    expect((await refusal(address)).code).toBe('INVALID_CHECKPOINT');
    hub.trouble = undefined;
  });

  it('ends with 7 where there is nothing of this name, and with 2 for what is no address', async () => {
    const missing = await refusal('hf-hub:timm/none');
    expect(exitCodeOf(missing)).toBe(7);
    expect(missing.message).toContain('no such repository, or access to it needs a token');
    for (const address of ['timm', 'timm/net/notes.txt', 'timm/../net', 'a/b@']) {
      const wrong = await run(['train', ...SETTINGS, `--weights=hf-hub:${address}`, '--out=wrong']);
      expect(wrong.code, address).toBe(2);
      expect(wrong.stderr).toContain('hf-hub:OWNER/NAME@REVISION/FILE');
    }
  });

  it('shows the token of HF_TOKEN', async () => {
    const context = contextOf({ HF_TOKEN: HUB_TOKEN });
    expect(await fetchWeights(context, 'hf-hub:timm/closed')).toContain(join('hub', 'timm--closed'));
  });

  it('names file and revision', () => {
    expect(hubWeights('hf-hub:timm/resnet18.a1_in1k')).toEqual({
      repository: 'timm/resnet18.a1_in1k',
      file: 'model.safetensors',
    });
    expect(hubWeights('hf-hub:a/b@v1.0/deep/weights.h5')).toEqual({
      repository: 'a/b',
      revision: 'v1.0',
      file: 'deep/weights.h5',
    });
    expect(isWeights('films/weights.safetensors')).toBe(true);
  });
});
