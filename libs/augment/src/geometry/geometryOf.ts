import type { AugmentationRecord } from '../augmentationRecord.ts';
import { definitionOf } from '../operations/operations.ts';
import { type Affine, composeAffine, identityAffine, isIdentityAffine, roundAffine } from './affine.ts';
import type { Warp } from './warp.ts';

/** The way from the centres of output pixels to where they come from, step by step. */
export type Geometry = readonly (Affine | Warp)[];

/** An image's columns and rows. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** All geometry of a record as few maps: neighbours that are affine become one; none where nothing moves. */
export function geometryOf(
  { operations }: Pick<AugmentationRecord, 'operations'>,
  { width, height }: Size,
  output: Size,
): Geometry {
  const steps: (Affine | Warp)[] = [];
  let open = identityAffine;
  for (const drawn of operations) {
    const definition = definitionOf(drawn.type);
    if (definition.kind !== 'geometry') continue;
    const inverse = definition.inverse(drawn, width, height);
    // What happens last is undone first.
    if (typeof inverse !== 'function') {
      open = composeAffine(open, inverse);
    } else {
      steps.unshift(open);
      steps.unshift(inverse);
      open = identityAffine;
    }
  }
  if (output.width !== width || output.height !== height)
    open = composeAffine(open, fit(width, height, output));
  steps.unshift(open);
  return steps
    .map((step) => (typeof step === 'function' ? step : roundAffine(step)))
    .filter((step) => typeof step === 'function' || !isIdentityAffine(step));
}

/** The whole image in another size: outer borders on outer borders. */
function fit(width: number, height: number, output: Size): Affine {
  const x = width / output.width;
  const y = height / output.height;
  return [x, 0, (x - 1) / 2, 0, y, (y - 1) / 2];
}
