import { type PixelData, pixelImage } from '@pneumo/core';
import type { AugmentationRecord, DrawnOperation } from './augmentationRecord.ts';
import type { Frame } from './frame.ts';
import { geometryOf } from './geometry/geometryOf.ts';
import { resample } from './geometry/resample.ts';
import type { IntensityDefinition, OperationType, Replay } from './operations/operationDefinition.ts';
import { definitionOf } from './operations/operations.ts';
import { meanOf } from './pixels/meanOf.ts';
import { type Passes, SCRIPT_PASSES } from './pixels/passes.ts';

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
  { steps = intensitySteps(record), sum: first, passes = SCRIPT_PASSES }: Start = {},
): void {
  const replay: Replay = (operations, source) => replayOn(source, frame, { ...record, operations });
  const { channels, range } = frame;
  let sum: number | undefined = first;
  for (const [i, drawn] of steps.entries()) {
    const definition = definitionOf(drawn.type) as IntensityDefinition<OperationType>;
    if (channels !== 1 || definition.linear === undefined) {
      definition.change(drawn as never, values, frame, replay, passes);
      sum = undefined;
      continue;
    }
    const known = sum;
    const mean = (): number => (known === undefined ? meanOf(values, 1, range) : known / values.length);
    const [factor, offset] = definition.linear(drawn as never, frame, mean);
    if (i === steps.length - 1 && out !== values) {
      passes.linearInto(values, factor, offset, range, out);
      return;
    }
    sum = passes.linear(values, factor, offset, range);
  }
  if (out !== values) passes.roundInto(values, out);
}

/** Where to begin, when something was done already. */
export interface Start {
  /** The operations that are left; those of the record by default. */
  readonly steps?: readonly DrawnOperation[];
  /** The sum of the values, where it is known. */
  readonly sum?: number | undefined;
  /** Who does what is done to all values. */
  readonly passes?: Passes;
}

/** The operations of a record that change grey values. */
export function intensitySteps({ operations }: Pick<AugmentationRecord, 'operations'>): DrawnOperation[] {
  return operations.filter((drawn) => definitionOf(drawn.type).kind === 'intensity');
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
