import { PneumoError } from '@pneumo/core';
import type * as tf from '@tensorflow/tfjs-core';
import { storedBytes } from '../weights/tfjsManifest.ts';

/** Size of a file of weights as tensorflowjs_converter cuts them, unless told otherwise. */
const USUAL = 4 * 2 ** 20;

/**
 * Checks that the files of a group have as many bytes as its weights, and names the first that is too short: all but
 * the last have one size.
 */
export function checkShards(
  folder: string,
  group: tf.io.WeightsManifestConfig[number],
  sizes: readonly number[],
): void {
  const needed = group.weights.reduce((sum, entry) => sum + (storedBytes(entry) ?? NaN), 0);
  const came = sizes.reduce((sum, size) => sum + size, 0);
  if (came === needed || Number.isNaN(needed)) return;
  const count = sizes.length;
  const whole = Math.ceil(needed / USUAL) === count ? USUAL : Math.max(Math.ceil(needed / count), ...sizes);
  const expected = sizes.map((_, i) => (i < count - 1 ? whole : needed - whole * (count - 1)));
  const torn = sizes.findIndex((size, i) => size < expected[i]!);
  const which =
    torn < 0
      ? `The files ${group.paths.join(', ')} have ${came} bytes; their ${group.weights.length} weights have ${needed}.`
      : `The file ${group.paths[torn]} has ${sizes[torn]} bytes; expected ${expected[torn]}.`;
  throw new PneumoError(
    'TORN_WEIGHTS',
    `${which} In ${folder} a file of weights is torn or belongs to another model; copy or save the model again.`,
    { details: { folder, ...(torn >= 0 && { file: group.paths[torn] }), came, expected: needed } },
  );
}
