import { type Affine, composeAffine, identityAffine, roundAffine } from './affine.ts';
import type { AugmentationRecord } from './augmentationRecord.ts';
import { definitionOf } from './operations/operations.ts';

/** All geometry of a record as one map from the centres of output pixels to where they come from. */
export function geometryOf(record: AugmentationRecord, width: number, height: number): Affine {
  let inverse = identityAffine;
  for (const drawn of record.operations) {
    const definition = definitionOf(drawn.type);
    // What happens last is undone first.
    if (definition.kind === 'geometry')
      inverse = composeAffine(inverse, definition.inverse(drawn, width, height));
  }
  return roundAffine(inverse);
}
