import { engine } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A recorded operation of TensorFlow.js' gradient tape. */
export interface TapeNode {
  /** Kernel that ran. */
  readonly kernelName: string;
  /** Its inputs by name. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** Its outputs. */
  readonly outputs: readonly Tensor[];
  /** Attributes as far as they were saved. */
  readonly saved?: readonly Tensor[];
}

interface EngineState {
  readonly activeTape?: readonly TapeNode[];
  readonly gradientDepth: number;
}

/** The tape of the gradient being computed; null inside a gradient of a gradient. */
export function activeTape(): readonly TapeNode[] | null {
  const { activeTape: tape, gradientDepth } = engine().state as unknown as EngineState;
  return gradientDepth === 0 && tape !== undefined && tape !== null ? tape : null;
}
