import { brightness } from './brightness.ts';
import { contrast } from './contrast.ts';
import { horizontalFlip } from './horizontalFlip.ts';
import type { OperationDefinition, OperationType } from './operationDefinition.ts';
import { rotation } from './rotation.ts';
import { scale } from './scale.ts';
import { shift } from './shift.ts';

/** Every operation by its name: a new one is a file, a line here, and its two types. */
export const operations: { readonly [T in OperationType]: OperationDefinition<T> } = {
  horizontalFlip,
  rotation,
  shift,
  scale,
  brightness,
  contrast,
};

/**
 * The definition that belongs to a line of a policy or record. TypeScript cannot see that the two
 * have the same name, hence the cast.
 */
export function definitionOf(type: OperationType): OperationDefinition<OperationType> {
  return operations[type] as unknown as OperationDefinition<OperationType>;
}
