import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeTensorBoardEvent, fitTensorBoard } from '@pneumo/training';
import { tensorBoardWriter } from '@pneumo/training/node';
import { describe, expect, it } from 'vitest';
import { fillDisk } from './fillDisk.ts';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'pneumo-tensorboard-'));

describe('tensorBoardWriter(folder)', () => {
  it('writes each event at once, a version before them', async () => {
    const folder = join(newFolder(), 'run', 'tensorboard');
    const writer = await tensorBoardWriter(folder, { now: () => 1772373900250 });
    const values = [{ kind: 'scalar', tag: 'loss', value: 0.5 }] as const;
    await writer.add(3, values);
    expect(readdirSync(folder)).toEqual(['events.out.tfevents.1772373900.pneumo']);
    const told = [
      { wallTime: 1772373900.25, mark: 'version' } as const,
      { wallTime: 1772373900.25, step: 3, values },
    ];
    expect(readFileSync(writer.path)).toEqual(
      Buffer.concat(told.map((event) => encodeTensorBoardEvent(event))),
    );
    await writer.close();
  });

  it('goes on in a file that sorts behind the others, even when the clock stands still', async () => {
    const folder = newFolder();
    const names: string[] = [];
    for (const time of [5000, 5000, 1000]) {
      const writer = await tensorBoardWriter(folder, { now: () => time });
      await writer.close();
      names.push(writer.path);
    }
    expect(names).toEqual([...names].sort());
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('says when the folder cannot be made', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(tensorBoardWriter(join(file, 'x'), { now: () => 0 })).rejects.toThrow(/cannot be written/);
  });

  it('fails with DISK_FULL, and leaves no half event behind that would hide what follows', async () => {
    const writer = await tensorBoardWriter(newFolder(), { now: () => 0 });
    const whole = readFileSync(writer.path);
    await fillDisk(9);
    await expect(writer.add(1, [])).rejects.toMatchObject({ name: 'PneumoError', code: 'DISK_FULL' });
    expect(readFileSync(writer.path)).toEqual(whole);
    await writer.close();
  });
});

describe('fitTensorBoard(sink)', () => {
  it('tells of steps and epochs, and takes back what a resumed training does again', async () => {
    const told: unknown[] = [];
    const listen = fitTensorBoard({
      add: async (step, values) =>
        void told.push([
          step,
          values.map((value) => 'tag' in value && [value.tag, 'value' in value && value.value]),
        ]),
      restart: async (step) => void told.push(['restart', step]),
    });
    const start = { type: 'fit-start', epochs: 2, batchesPerEpoch: 2, parameters: 1, history: [] } as const;
    await listen({ ...start, resumed: null });
    await listen({ ...start, resumed: { epoch: 1, batch: 0, step: 2, inexact: [] } });
    const figures = { loss: 0.5, gradientNorm: 2, learningRate: 0.1 };
    await listen({ type: 'step', epoch: 2, batch: 1, step: 3, images: 8, ...figures });
    const row = { epoch: 2, step: 4, trainLoss: 0.4, learningRate: 0.1, gradientNorm: 2, valAuroc: 0.9 };
    await listen({ type: 'epoch-end', row, best: true });
    expect(told).toEqual([
      ['restart', 0],
      ['restart', 3],
      [
        3,
        [
          ['step/loss', 0.5],
          ['step/learningRate', 0.1],
          ['step/gradientNorm', 2],
        ],
      ],
      [
        4,
        [
          ['epoch/trainLoss', 0.4],
          ['epoch/learningRate', 0.1],
          ['epoch/gradientNorm', 2],
          ['epoch/valAuroc', 0.9],
        ],
      ],
    ]);
  });
});
