import type { PixelImage } from '@pneumo/core';
import type { AugmentationRecord } from '../augmentationRecord.ts';
import { changeValues, intensitySteps } from '../changeValues.ts';
import type { Frame } from '../frame.ts';
import type { Affine } from '../geometry/affine.ts';
import type { Size } from '../geometry/geometryOf.ts';
import { bilinearAt } from '../geometry/bilinearAt.ts';
import type { IntensityDefinition, OperationType } from '../operations/operationDefinition.ts';
import { definitionOf } from '../operations/operations.ts';
import { type GreyKernels, isSmall } from './greyKernels.ts';
import { padInto } from './padInto.ts';

/** More padding than this many times the image is left to the scripts. */
const MOST_PADDING = 4;

/**
 * What {@link applyAugmentation} does, for grey bytes and one affine map, by the WebAssembly kernels:
 * the same bytes, several times as fast. The first operation on grey values, where it needs no mean,
 * is part of the resampling.
 *
 * @returns the bytes; undefined where the image, or what is needed around it, is too large, or filled with no whole grey
 */
export function applyGreyBytes(
  image: PixelImage<Uint8Array>,
  map: Affine,
  record: AugmentationRecord,
  frame: Frame,
  kernels: GreyKernels,
): Uint8Array | undefined {
  const { width, height } = frame;
  const margin = marginOf(map, image, frame);
  const padded = (image.width + 2 * margin) * (image.height + 2 * margin);
  const grey = typeof record.fill === 'number' ? record.fill * 255 : 0;
  if (padded > MOST_PADDING * image.data.length + 4096 || !Number.isInteger(grey)) return undefined;
  const memory = kernels.reserve(padded, width * height);
  if (memory === undefined) return undefined;
  const { source, values, bytes } = memory;
  padInto(source, image, margin, record.fill);
  const steps = intensitySteps(record);
  const fused = firstLinear(record, frame);
  const [factor, offset] = fused ?? [1, 0];
  const even = width & ~1;
  const moved: Affine = [map[0], map[1], map[2] + margin, map[3], map[4], map[5] + margin];
  kernels.clearSmall();
  let sum = kernels.image(image.width + 2 * margin, frame, even, moved, factor, offset);
  let small = false;
  for (let row = 0; even < width && row < height; row++) {
    const at = row * width + even;
    const x = map[0] * even + map[1] * row + map[2];
    const y = map[3] * even + map[4] * row + map[5];
    bilinearAt(image, x, y, record.fill, values, at);
    const value = values[at]! * factor + offset;
    const stored = Math.fround(value < 0 ? 0 : value > 255 ? 255 : value);
    values[at] = stored;
    sum += stored;
    small ||= isSmall(stored);
  }
  const known = small || kernels.hasSmall() ? undefined : sum;
  changeValues(values, frame, record, bytes, {
    steps: fused === undefined ? steps : steps.slice(1),
    sum: known,
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
function firstLinear(record: AugmentationRecord, frame: Frame): readonly [number, number] | undefined {
  const [drawn] = intensitySteps(record);
  if (drawn === undefined) return undefined;
  const { linear } = definitionOf(drawn.type) as IntensityDefinition<OperationType>;
  let asked = false;
  const terms = linear?.(drawn as never, frame, () => {
    asked = true;
    return 0;
  });
  return asked ? undefined : terms;
}
