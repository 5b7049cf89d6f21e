import type { Lowering } from '../graph/Lowering.ts';
import type { ConvGeometry } from './convGeometry.ts';

/** For each tap of the filter, row by row, the part of the padded x that it meets, one value an output position. */
export function tapWindows(
  lowering: Lowering,
  x: string,
  { input, output, kernel, strides, dilations, pads }: ConvGeometry,
): string[] {
  const taps: string[] = [];
  for (let down = 0; down < kernel[0]; down++) {
    for (let across = 0; across < kernel[1]; across++) {
      const start = [down * dilations[0] - pads[0], across * dilations[1] - pads[1]];
      const span = [0, 1].map((axis) => strides[axis]! * (output[axis]! - 1) + 1);
      const end = [0, 1].map((axis) => start[axis]! + span[axis]! - input[axis]!);
      const window = shift(lowering, x, [-start[0]!, -start[1]!], [end[0]!, end[1]!]);
      taps.push(strides.every((step) => step === 1) ? window : everyNth(lowering, window, span, strides));
    }
  }
  return taps;
}

/** Grows (or, for negative counts, crops) the two position axes with zeros. */
function shift(
  lowering: Lowering,
  name: string,
  begin: readonly [number, number],
  end: readonly [number, number],
): string {
  if ([...begin, ...end].every((count) => count === 0)) return name;
  return lowering.op('Pad', [name, lowering.ints([0, 0, ...begin, 0, 0, ...end])]);
}

function everyNth(
  lowering: Lowering,
  name: string,
  span: readonly number[],
  strides: readonly number[],
): string {
  return lowering.op('Slice', [
    name,
    lowering.ints([0, 0]),
    lowering.ints(span),
    lowering.ints([2, 3]),
    lowering.ints(strides),
  ]);
}
