import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';
import { newFolder, TINY } from './support/pneumo.ts';

const folder = newFolder();
// With a decay of 1 every step multiplies the weights by -9.
const diverging = [
  ...TINY.filter((flag) => !/epochs|overlays|batch-size/.test(flag)),
  ...['--overlays=0', '--epochs=60', '--lr=10', '--weight-decay=1', '--schedule=constant', '--patience=0'],
  ...['--warmup-epochs=0', '--optimizer=sgd'],
];

async function diverge(name: string, ...flags: string[]) {
  const { code, stderr } = await inProcess(['train', ...diverging, ...flags, `--out=${name}`], folder);
  expect(code, stderr).toBe(6);
  const kept = JSON.parse(readFileSync(join(folder, name, 'not-finite.json'), 'utf8'));
  expect(stderr).toContain(kept.message);
  return kept;
}

describe('a training that diverges', () => {
  it('ends with exit code 6, names the images of the batch and the last checkpoint, and keeps them in the run folder', async () => {
    const kept = await diverge('step', '--batch-size=4', '--checkpoint-steps=1');
    expect(kept.code).toBe('LOSS_NOT_FINITE');
    expect(kept.ids).toHaveLength(4);
    expect(kept.message).toContain(`for the images ${kept.ids.join(', ')}. `);
    const { step } = kept.lastCheckpoint;
    expect(step).toBe(kept.step - 1);
    expect(kept.message).toContain(`is from after batch ${step} of epoch 1 (step ${step}).`);
  }, 120_000);

  it('does so where validation is the first to see it', async () => {
    const kept = await diverge('validation', '--batch-size=16');
    expect(kept.code).toBe('METRIC_NOT_FINITE');
    expect(kept).toMatchObject({ epoch: 1, lastCheckpoint: null });
    expect(kept.ids.length).toBeGreaterThan(0);
    expect(kept.message).toMatch(/There is no checkpoint yet\.$/);
    expect(kept.message).toMatch(
      /validation images are not finite after epoch \d+ .* lower the learning rate/i,
    );
  }, 120_000);
});
