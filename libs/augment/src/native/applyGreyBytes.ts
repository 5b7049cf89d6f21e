import type { PixelImage } from '@pneumo/core';
import type { AugmentationRecord, DrawnOperation } from '../augmentationRecord.ts';
import { changeValues, intensitySteps } from '../changeValues.ts';
import type { Frame } from '../frame.ts';
import type { Affine } from '../geometry/affine.ts';
import type { Size } from '../geometry/geometryOf.ts';
import type { IntensityDefinition, OperationType } from '../operations/operationDefinition.ts';
import { definitionOf } from '../operations/operations.ts';
import type { GreyKernels } from './greyKernels.ts';
import { padInto } from './padInto.ts';

/** More padding than this many times the image is left to the scripts. */
const MOST_PADDING = 4;

/**
 * What {@link applyAugmentation} does, for grey bytes and one affine map, by the WebAssembly kernels:
 * the same bytes, several times as fast. The first operation on grey values, where it needs no mean,
 * is part of the resampling.
 *
 * @returns the bytes; undefined where the image, or what is needed around it, is too large or too small, or filled with no whole grey
 */
export function applyGreyBytes(
  image: PixelImage<Uint8Array>,
  map: Affine,
  record: AugmentationRecord,
  frame: Frame,
  kernels: GreyKernels,
): Uint8Array | undefined {
  const margin = record.fill === 'edge' ? 0 : marginOf(map, image, frame);
  const width = image.width + 2 * margin;
  const height = image.height + 2 * margin;
  const grey = typeof record.fill === 'number' ? record.fill * 255 : 0;
  if (width * height > MOST_PADDING * image.data.length + 4096 || !Number.isInteger(grey)) return undefined;
  const memory = kernels.reserve(width * height, frame);
  if (memory === undefined) return undefined;
  const { source, values, bytes } = memory;
  padInto(source, image, margin, record.fill);
  const steps = intensitySteps(record);
  const fused = firstLinear(steps[0], frame);
  const [factor, offset] = fused ?? [1, 0];
  const moved: Affine = [map[0], map[1], map[2] + margin, map[3], map[4], map[5] + margin];
  const sum = kernels.image({ width, height }, frame, moved, factor, offset);
  if (sum === undefined) return undefined;
  changeValues(values, frame, record, bytes, {
    steps: fused === undefined ? steps : steps.slice(1),
    sum,
    passes: kernels,
  });
  return bytes.slice();
}

/** How far beyond the image's border some place of the result, or a neighbour of it, lies; whole pixels. */
function marginOf([a, b, c, d, e, f]: Affine, image: Size, { width, height }: Size): number {
  let margin = 0;
  for (const column of [0, width - 1]) {
    for (const row of [0, height - 1]) {
      const x = a * column + b * row + c;
      const y = d * column + e * row + f;
      margin = Math.max(margin, -x, -y, x + 2 - image.width, y + 2 - image.height);
    }
  }
  return Math.ceil(margin);
}

/** Factor and offset of the first operation on grey values, if it is linear and needs no mean. */
function firstLinear(drawn: DrawnOperation | undefined, frame: Frame): readonly [number, number] | undefined {
  if (drawn === undefined) return undefined;
  const { linear } = definitionOf(drawn.type) as IntensityDefinition<OperationType>;
  let asked = false;
  const terms = linear?.(drawn as never, frame, () => {
    asked = true;
    return 0;
  });
  return asked ? undefined : terms;
}
