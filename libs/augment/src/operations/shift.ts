import type { GeometryDefinition } from './operationDefinition.ts';

/** Moves to the right and down. */
export const shift: GeometryDefinition<'shift'> = {
  kind: 'geometry',
  policyFields: { x: [0, 1], y: [0, 1] },
  recordFields: { x: [-1, 1], y: [-1, 1] },
  draw: ({ x, y }, stream) => ({ type: 'shift', x: stream.uniform(-x, x), y: stream.uniform(-y, y) }),
  inverse: ({ x, y }, width, height) => [1, 0, -x * width, 0, 1, -y * height],
};
