import type { GeometryDefinition } from './operationDefinition.ts';

/** Mirrors left and right. */
export const horizontalFlip: GeometryDefinition<'horizontalFlip'> = {
  kind: 'geometry',
  policyFields: {},
  recordFields: {},
  draw: () => ({ type: 'horizontalFlip' }),
  inverse: (_drawn, width) => [-1, 0, width - 1, 0, 1, 0],
};
