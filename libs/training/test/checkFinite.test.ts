import { checkFinitePredictions } from '@pneumo/training';
import { describe, expect, it } from 'vitest';

const place = { epoch: 2, step: 10, lastCheckpoint: { epoch: 1, batch: 0, step: 5 } };
const ids = Array.from({ length: 12 }, (_, i) => `image-${i}`);

describe('checkFinitePredictions', () => {
  it('lets finite predictions pass', () => {
    checkFinitePredictions({ ids, logits: new Float32Array(12), loss: 0.5 }, place);
    checkFinitePredictions({ ids: [], logits: new Float32Array(0) }, place);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('names the images whose logit is %s', (value) => {
    const logits = new Float32Array(12);
    logits[3] = value;
    const check = () => checkFinitePredictions({ ids, logits, loss: Number.NaN }, place);
    expect(check).toThrow(
      'The logits of 1 of 12 validation images are not finite after epoch 2 (step 10): image-3. Lower the learning rate or clip the gradients. The last checkpoint is from after epoch 1 (step 5).',
    );
  });

  it('keeps all images in the details where the message names the first', () => {
    const logits = new Float32Array(12).fill(Number.NaN);
    const check = () => checkFinitePredictions({ ids, logits }, { ...place, lastCheckpoint: null });
    expect(check).toThrow(/image-7, and 4 more\. .*There is no checkpoint yet\.$/);
    expect(check).toThrow(
      expect.objectContaining({
        code: 'METRIC_NOT_FINITE',
        details: { epoch: 2, step: 10, ids, lastCheckpoint: null },
      }),
    );
  });

  it('refuses a loss that is not finite where all logits are', () => {
    const check = () => checkFinitePredictions({ ids, logits: new Float32Array(12), loss: Infinity }, place);
    expect(check).toThrow('The validation loss is Infinity after epoch 2 (step 10). Lower');
  });
});
