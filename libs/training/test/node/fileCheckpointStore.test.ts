import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { fit } from '@pneumo/training';
import { fileCheckpointStore } from '@pneumo/training/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleCheckpoint } from '../checkpoint/checkpoints.ts';
import { tinyModel, tinyOptions, weightBytes } from '../support.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pneumo-checkpoints-'));
});
afterEach(() => rm(folder, { recursive: true }));

const stepOf = async (store: ReturnType<typeof fileCheckpointStore>): Promise<number | undefined> =>
  (await store.load('last'))?.checkpoint.state.step;

async function damage(file: string): Promise<void> {
  const path = join(folder, file);
  const bytes = await readFile(path);
  bytes[bytes.length - 1]! ^= 255;
  await writeFile(path, bytes);
}

describe('fileCheckpointStore', () => {
  it('keeps the newest two generations of each name', async () => {
    const store = fileCheckpointStore(join(folder, 'run/checkpoints'));
    for (const step of [1, 2, 3]) await store.save('last', sampleCheckpoint(step));
    await store.save('best', sampleCheckpoint(2));
    expect((await readdir(join(folder, 'run/checkpoints'))).sort()).toEqual([
      'best.safetensors',
      'last.1.safetensors',
      'last.safetensors',
    ]);
    expect(await stepOf(store)).toBe(3);
    expect(await store.list()).toEqual(['best', 'last']);
  });

  it('keeps as many generations as asked', async () => {
    const store = fileCheckpointStore(folder, { keep: 3 });
    for (const step of [1, 2, 3, 4]) await store.save('last', sampleCheckpoint(step));
    await damage('last.safetensors');
    await damage('last.1.safetensors');
    expect(await stepOf(store)).toBe(2);
  });

  it('has nothing in an empty or missing folder', async () => {
    const store = fileCheckpointStore(join(folder, 'missing'));
    expect(await store.list()).toEqual([]);
    expect(await store.load('last')).toBeUndefined();
  });

  it('falls back to the checkpoint before a torn one, and names what it passed over', async () => {
    const store = fileCheckpointStore(folder);
    for (const step of [1, 2]) await store.save('last', sampleCheckpoint(step));
    const path = join(folder, 'last.safetensors');
    await writeFile(path, (await readFile(path)).subarray(0, 500));
    const loaded = await store.load('last');
    expect(loaded?.checkpoint.state.step).toBe(1);
    expect(loaded?.source).toBe(join(folder, 'last.1.safetensors'));
    expect(loaded?.skipped).toEqual([
      { source: path, reason: expect.stringContaining('not a whole safetensors file') as string },
    ]);
  });

  it('does not let a torn file push out the good one when it goes on', async () => {
    const store = fileCheckpointStore(folder);
    for (const step of [1, 2]) await store.save('last', sampleCheckpoint(step));
    await damage('last.safetensors');
    await store.load('last');
    await store.save('last', sampleCheckpoint(3));
    expect(await stepOf(store)).toBe(3);
    await damage('last.safetensors');
    expect(await stepOf(store)).toBe(1);
  });

  it('does not let a torn file that another store passed over push out the good one', async () => {
    const before = fileCheckpointStore(folder);
    for (const step of [1, 2]) await before.save('last', sampleCheckpoint(step));
    const path = join(folder, 'last.safetensors');
    await writeFile(path, (await readFile(path)).subarray(0, 500));
    expect(await stepOf(fileCheckpointStore(folder))).toBe(1);
    await fileCheckpointStore(folder).save('last', sampleCheckpoint(3));
    await damage('last.safetensors');
    expect(await stepOf(fileCheckpointStore(folder))).toBe(1);
  });

  it('takes the file of another store as the one before when it is whole', async () => {
    await fileCheckpointStore(folder).save('last', sampleCheckpoint(1));
    await fileCheckpointStore(folder).save('last', sampleCheckpoint(2));
    await damage('last.safetensors');
    expect(await stepOf(fileCheckpointStore(folder))).toBe(1);
  });

  it('removes what a process that was killed left of a checkpoint, and nothing of those that run', async () => {
    const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    const [ended, running, elsewhere] = [
      `.last.new.safetensors.${here}.4194304-0.tmp`,
      `.last.new.safetensors.${here}.${process.ppid}-0.tmp`,
      '.last.new.safetensors.01234567.4194304-0.tmp',
    ];
    for (const name of [ended, running, elsewhere]) await writeFile(join(folder, name), 'half');
    await fileCheckpointStore(folder).save('last', sampleCheckpoint(1));
    expect((await readdir(folder)).sort()).toEqual([running, elsewhere, 'last.safetensors'].sort());
  });

  it('finds the older file when the process died between moving it and putting the new one in place', async () => {
    const store = fileCheckpointStore(folder);
    await store.save('last', sampleCheckpoint(1));
    const bytes = await readFile(join(folder, 'last.safetensors'));
    await rm(join(folder, 'last.safetensors'));
    await writeFile(join(folder, 'last.1.safetensors'), bytes);
    await writeFile(join(folder, 'last.new.safetensors'), bytes.subarray(0, 100));
    expect(await stepOf(store)).toBe(1);
    expect(await store.list()).toEqual(['last']);
    await store.save('last', sampleCheckpoint(2));
    await damage('last.safetensors');
    expect(await stepOf(store)).toBe(1);
  });

  it('says so when every generation is damaged', async () => {
    const store = fileCheckpointStore(folder);
    for (const step of [1, 2]) await store.save('last', sampleCheckpoint(step));
    await damage('last.safetensors');
    await damage('last.1.safetensors');
    await expect(store.load('last')).rejects.toMatchObject({ code: 'CORRUPT_CHECKPOINT' });
    await expect(store.load('last')).rejects.toThrow(
      /last\.safetensors does not match its checksum.*last\.1\.safetensors/,
    );
  });

  it('does not fall back from a newer version’s file to an older checkpoint', async () => {
    const store = fileCheckpointStore(folder);
    await store.save('last', sampleCheckpoint(1));
    await store.save('last', { ...sampleCheckpoint(2), schemaVersion: 9 });
    await expect(store.load('last')).rejects.toMatchObject({ code: 'CHECKPOINT_TOO_NEW' });
  });

  it('leaves all generations where they are when the disk is full', async () => {
    const good = fileCheckpointStore(folder);
    for (const step of [1, 2]) await good.save('last', sampleCheckpoint(step));
    const full = fileCheckpointStore(folder, {
      writeFile: async (path) => {
        throw new PneumoError('DISK_FULL', `No space to write ${path}.`);
      },
    });
    await expect(full.save('last', sampleCheckpoint(3))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await stepOf(good)).toBe(2);
    expect((await readdir(folder)).sort()).toEqual(['last.1.safetensors', 'last.safetensors']);
  });

  it('says that the folder cannot be made where a file stands in its way', async () => {
    await writeFile(join(folder, 'file'), '');
    const store = fileCheckpointStore(join(folder, 'file', 'checkpoints'));
    await expect(store.save('last', sampleCheckpoint())).rejects.toMatchObject({ code: 'NOT_WRITABLE' });
  });

  it('refuses names that would leave the folder, and fewer than two generations', async () => {
    const store = fileCheckpointStore(folder);
    await expect(store.save('../last', sampleCheckpoint())).rejects.toThrow(/cannot be named '\.\.\/last'/);
    expect(() => fileCheckpointStore(folder, { keep: 1 })).toThrow(/keep is 1/);
  });

  it('lets a training go on bit for bit after its newest file was torn', async () => {
    const store = fileCheckpointStore(folder);
    const whole = tinyModel();
    await fit(tinyOptions(whole));
    const stopped = new AbortController();
    await fit(
      tinyOptions(tinyModel(), {
        store,
        signal: stopped.signal,
        onEvent: (event) => void (event.type === 'step' && event.step === 8 && stopped.abort()),
      }),
    );
    await damage('last.safetensors');
    const { checkpoint, skipped } = (await store.load('last'))!;
    expect(skipped).toHaveLength(1);
    const model = tinyModel(9);
    await fit(tinyOptions(model, { store, resume: checkpoint }));
    expect(weightBytes(model)).toEqual(weightBytes(whole));
  });
});
