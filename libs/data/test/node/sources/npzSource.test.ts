import { join } from 'node:path';
import { inspectImages, openNpz, openSource } from '@pneumo/data/node';
import { auditSamples } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../support/errorOf.ts';
import { folderWith } from '../../support/folders.ts';
import { npy, zipOf } from '../../support/zip.ts';

const file = (files: Record<string, Uint8Array>): string =>
  join(folderWith({ 'demo.npz': zipOf(files) }), 'demo.npz');
const values = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 37) % 256);
const real = process.env.PNEUMO_PNEUMONIAMNIST;

describe('openNpz', () => {
  it('reads images and labels of each part', async () => {
    const source = await openNpz(
      file({
        'train_images.npy': npy('|u1', [2, 3, 4], values(24)),
        'train_labels.npy': npy('|u1', [2, 1], Uint8Array.of(1, 0)),
        'test_images.npy': npy('|u1', [1, 3, 4], values(12)),
        'test_labels.npy': npy('<i8', [1], Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)),
      }),
    );
    expect(source.samples).toEqual([
      { id: 'train/0', label: 'PNEUMONIA', patient: 'train/0', source: 'demo', split: 'train' },
      { id: 'train/1', label: 'NORMAL', patient: 'train/1', source: 'demo', split: 'train' },
      { id: 'test/0', label: 'PNEUMONIA', patient: 'test/0', source: 'demo', split: 'test' },
    ]);
    const { pixels } = await source.open('train/1');
    expect([pixels.width, pixels.height, ...pixels.data]).toEqual([4, 3, ...values(24).slice(12)]);
    expect((await source.decode('train/1', await source.read('train/1'))).image.data).toEqual(
      values(24).slice(12),
    );
    expect(source.warnings.map(({ code }) => code)).toEqual(['UNMATCHED_PATIENTS']);
    await expect(source.open('train/2')).rejects.toMatchObject({ code: 'UNKNOWN_SAMPLE' });
    const { rows } = await inspectImages(source.samples, { source });
    expect(auditSamples(rows).width).toEqual({ min: 4, median: 4, max: 4 });
  });

  it('keeps 16 bits, and makes luminance of colour', async () => {
    const deep = await openNpz(
      file({
        'train_images.npy': npy('<u2', [1, 1, 2], Uint8Array.of(0x34, 0x12, 0xff, 0xff)),
        'train_labels.npy': npy('|u1', [1, 1], Uint8Array.of(0)),
      }),
    );
    expect([...(await deep.open('train/0')).pixels.data]).toEqual([0x1234, 0xffff]);
    expect([...(await deep.decode('train/0', new Uint8Array())).image.data]).toEqual([0x12, 255]);
    const colour = await openNpz(
      file({
        'train_images.npy': npy('|u1', [1, 1, 2, 3], Uint8Array.of(9, 9, 9, 200, 200, 200)),
        'train_labels.npy': npy('|u1', [1, 1], Uint8Array.of(0)),
      }),
    );
    expect([...(await colour.open('train/0')).pixels.data]).toEqual([9, 200]);
  });

  it.each([
    ['no labels', { 'train_images.npy': npy('|u1', [1, 2, 2], values(4)) }, 'has no train_labels.npy'],
    [
      'several labels an image',
      {
        'train_images.npy': npy('|u1', [1, 2, 2], values(4)),
        'train_labels.npy': npy('|u1', [1, 14], values(14)),
      },
      '1×14; expected 1×1',
    ],
    [
      'other labels',
      {
        'train_images.npy': npy('|u1', [1, 2, 2], values(4)),
        'train_labels.npy': npy('|u1', [1, 1], Uint8Array.of(7)),
      },
      'label 0 is 7; expected 0 or 1',
    ],
    [
      'floats',
      {
        'train_images.npy': npy('<f4', [1, 1, 1], values(4)),
        'train_labels.npy': npy('|u1', [1, 1], Uint8Array.of(1)),
      },
      '1×1×1 of f4',
    ],
    ['other arrays', { 'x.npy': npy('|u1', [1], values(1)) }, 'holds x.npy; expected train_images'],
  ])('refuses %s', async (_, files, words) => {
    const path = file(files);
    const error = await errorOf(openNpz(path));
    expect(error.code).toBe('INVALID_NPZ');
    expect(error.message).toContain(path);
    expect(error.message).toContain(words);
  });

  it.skipIf(!real)('reads PneumoniaMNIST whole (needs PNEUMO_PNEUMONIAMNIST, its .npz)', async () => {
    const { samples } = await openSource(real!);
    const count = (split: string): number => samples.filter((sample) => sample.split === split).length;
    expect([count('train'), count('val'), count('test')]).toEqual([4708, 524, 624]);
    const train = samples.filter(({ split }) => split === 'train');
    expect(train.filter(({ label }) => label === 'NORMAL')).toHaveLength(1214);
    expect(train.filter(({ label }) => label === 'PNEUMONIA')).toHaveLength(3494);
  });
});
