import { PneumoError, checkInteger, randomStream } from '@pneumo/core';
import type { AugmentPolicy } from './augmentPolicy.ts';
import type { AugmentKey, AugmentationRecord, DrawnOperation } from './augmentationRecord.ts';
import { checkPolicy } from './checkPolicy.ts';
import type { ExpansionType, OperationOf, OperationType } from './operations/operationDefinition.ts';
import { definitionOf, expansionOf } from './operations/operations.ts';

/**
 * Draws what happens to one image in one epoch. The draw is a pure function of its arguments: order,
 * workers, batch size and machine change nothing. Every operation has a stream of its own, so that
 * adding, removing or changing one leaves the draws of the others as they were.
 *
 * @param policy - what may happen
 * @param key - seed, epoch and sample id
 * @returns what does happen, as plain JSON
 * @throws PneumoError `INVALID_AUGMENTATION` for a policy that {@link checkPolicy} refuses,
 *   `INVALID_ARGUMENT` for a seed or epoch that is not a whole number of at least 0 or an id that is no string
 *
 * @example
 * ```ts
 * const record = drawAugmentation(studyPolicy, { seed: 7, epoch: 0, id: 'IM-0115-0001.jpeg' });
 * record.operations.length >= 4; // true
 * ```
 */
export function drawAugmentation(policy: AugmentPolicy, key: AugmentKey): AugmentationRecord {
  checkPolicy(policy);
  const { seed, epoch, id } = key;
  checkInteger('seed', seed, { min: 0 });
  checkInteger('epoch', epoch, { min: 0 });
  if (typeof id !== 'string') {
    throw new PneumoError('INVALID_ARGUMENT', `id is ${String(id)}; expected the sample's id, a string.`);
  }
  const drawn: DrawnOperation[] = [];
  const uses = new Map<string, number>();
  for (const operation of policy.operations) {
    const use = uses.get(operation.type) ?? 0;
    uses.set(operation.type, use + 1);
    const stream = randomStream(seed, 'augment', epoch, id, operation.type, use);
    if (!stream.bernoulli(operation.probability ?? 1)) continue;
    const expansion = expansionOf(operation.type);
    if (expansion) drawn.push(...expansion.expand(operation as OperationOf<ExpansionType>, stream));
    else drawn.push(definitionOf(operation.type as OperationType).draw(operation as never, stream));
  }
  const interpolation = policy.interpolation === undefined ? {} : { interpolation: policy.interpolation };
  return { version: 1, seed, epoch, id, fill: policy.fill, ...interpolation, operations: drawn };
}
