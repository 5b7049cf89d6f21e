import { type PixelData, pixelImage } from '@pneumo/core';
import type { AugmentationRecord, DrawnOperation } from './augmentationRecord.ts';
import type { Frame } from './frame.ts';
import { geometryOf } from './geometry/geometryOf.ts';
import { resample } from './geometry/resample.ts';
import type { IntensityDefinition, OperationType, Replay } from './operations/operationDefinition.ts';
import { definitionOf } from './operations/operations.ts';
import { linearPass, linearPassInto, roundInto } from './pixels/linearPass.ts';
import { meanOf } from './pixels/meanOf.ts';

/**
 * Does the operations of a record that change grey values, in order, and writes the result to `out`,
 * rounded where it holds whole numbers; `values` is used up. Operations that multiply, add and clip
 * take one pass each, in which the mean is summed and the last of which rounds.
 */
export function changeValues(
  values: Float32Array,
  frame: Frame,
  record: Pick<AugmentationRecord, 'operations' | 'fill' | 'interpolation'>,
  out: PixelData,
): void {
  const steps = record.operations.filter((drawn) => definitionOf(drawn.type).kind === 'intensity');
  const replay: Replay = (operations, source) => replayOn(source, frame, { ...record, operations });
  const { channels, range } = frame;
  let sum: number | undefined;
  for (const [i, drawn] of steps.entries()) {
    const definition = definitionOf(drawn.type) as IntensityDefinition<OperationType>;
    if (channels !== 1 || definition.linear === undefined) {
      definition.change(drawn as never, values, frame, replay);
      sum = undefined;
      continue;
    }
    const known = sum;
    const mean = (): number => (known === undefined ? meanOf(values, 1) : known / values.length);
    const [factor, offset] = definition.linear(drawn as never, frame, mean);
    if (i === steps.length - 1 && out !== values) {
      linearPassInto(values, factor, offset, range, out);
      return;
    }
    sum = linearPass(values, factor, offset, range);
  }
  if (out !== values) roundInto(values, out);
}

/** The operations of a chain on values in memory, as if they were a record of their own. */
function replayOn(
  values: Float32Array,
  frame: Frame,
  record: Pick<AugmentationRecord, 'operations' | 'fill' | 'interpolation'> & {
    operations: readonly DrawnOperation[];
  },
): Float32Array {
  const { width, height, channels, range } = frame;
  const geometry = geometryOf(record, frame, frame);
  const { fill, interpolation = 'bilinear' } = record;
  const image = pixelImage(width, height, channels, values, range);
  const moved =
    geometry.length === 0 ? values.slice() : resample(image, geometry, frame, { fill, interpolation });
  changeValues(moved, frame, record, moved);
  return moved;
}
