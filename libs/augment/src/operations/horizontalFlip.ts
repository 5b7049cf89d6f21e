import type { OperationChance } from '../augmentPolicy.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

/** Mirrors left and right. On a chest film the heart changes sides: right where only the lungs decide. */
export interface HorizontalFlipOperation extends OperationChance {
  /** Names the operation. */
  type: 'horizontalFlip';
}

/** A mirror image was drawn. */
export interface DrawnHorizontalFlip {
  /** Names the operation. */
  type: 'horizontalFlip';
}

/** Mirrors left and right. */
export const horizontalFlip: GeometryDefinition<'horizontalFlip'> = {
  kind: 'geometry',
  policyFields: {},
  recordFields: {},
  draw: () => ({ type: 'horizontalFlip' }),
  inverse: (_drawn, width) => [-1, 0, width - 1, 0, 1, 0],
};
