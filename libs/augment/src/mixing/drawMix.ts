import { checkInteger, randomStream } from '@pneumo/core';
import { drawBeta } from './beta.ts';
import { checkMixPolicy } from './checkMixPolicy.ts';
import type { MixKey, MixPolicy, MixRecord } from './mixRecord.ts';

/**
 * Draws which images of a batch are mixed with which, and how much: a pure function of its arguments.
 * Partners are a permutation of the batch.
 *
 * @param policy - mixup or cutmix, and how strongly
 * @param count - images in the batch
 * @param key - seed, epoch and number of the batch
 * @returns what happens, as plain JSON
 * @throws PneumoError `INVALID_ARGUMENT` naming the field that is out of bounds
 *
 * @example
 * ```ts
 * const record = drawMix({ version: 1, kind: 'mixup', alpha: 0.2 }, 4, { seed: 1, epoch: 0, batch: 0 });
 * record.partners.length; // 4
 * ```
 */
export function drawMix(policy: MixPolicy, count: number, { seed, epoch, batch }: MixKey): MixRecord {
  const { kind, alpha, probability = 1 } = policy;
  checkMixPolicy(policy);
  checkInteger('count', count, { min: 1 });
  checkInteger('seed', seed, { min: 0 });
  checkInteger('epoch', epoch, { min: 0 });
  checkInteger('batch', batch, { min: 0 });
  const stream = randomStream(seed, 'mix', epoch, batch);
  const used = stream.bernoulli(probability);
  const share = drawBeta(alpha, stream);
  const centre = [stream.uniform(), stream.uniform()] as const;
  const partners = stream.shuffle(Array.from({ length: count }, (_, i) => i));
  return { version: 1, seed, epoch, batch, kind: used ? kind : 'none', share, partners, centre };
}
