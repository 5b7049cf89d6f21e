import type { OperationChance } from '../augmentPolicy.ts';
import type { ExpansionDefinition } from './operationDefinition.ts';
import { drawFrom, MAGNITUDES, SEARCH_NAMES } from './searchSpace.ts';

/** Draws one of thirteen operations and its magnitude, up to very strong ones (Müller and Hutter, TrivialAugment, 2021, wide). */
export interface TrivialAugmentOperation extends OperationChance {
  /** Names the line. */
  type: 'trivialAugment';
}

/** Draws what stands in the record under the name of the operation. */
export const trivialAugment: ExpansionDefinition<'trivialAugment'> = {
  policyFields: {},
  expand: (_operation, stream) =>
    drawFrom(MAGNITUDES.trivialAugment, SEARCH_NAMES, stream.integer(31) / 30, stream),
};
