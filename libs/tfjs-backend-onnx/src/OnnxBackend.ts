import type { ExecutorCounts } from './graph/GraphExecutor.ts';
import type { LoweringPlan } from './graph/LoweringPlan.ts';

/**
 * What `tf.backend()` offers beside TensorFlow.js' own methods while the backend `onnx` is active.
 *
 * @example
 * ```ts
 * import '@pneumo/tfjs-backend-onnx/node';
 *
 * await tf.setBackend('onnx');
 * const backend = tf.backend() as unknown as OnnxBackend;
 * const sum = tf.add(1, 2);
 * sum.dataSync()[0]; // 3
 * backend.counts().runs > 0; // true
 * backend.loweringPlan().schemaVersion; // 2
 * ```
 */
export interface OnnxBackend {
  /**
   * The choices for this machine, probed if that was not needed yet. Given back at registration, a
   * later run repeats every bit.
   *
   * @returns plain JSON
   */
  loweringPlan(): LoweringPlan;
  /**
   * What was done so far.
   *
   * @returns models compiled, graphs run, sessions held
   */
  counts(): ExecutorCounts;
  /**
   * Waits for the runtime to start, where that takes time (a worker): what it cannot do is told here,
   * not at the first read.
   *
   * @throws PneumoError rejected with the reason and the line that mends it
   */
  ready(): Promise<void>;
  /** Computes what is pending now. Nothing needs it; it decides when the time is spent. */
  flush(): void;
  /** Frees the compiled models and the memory that they keep; what is needed again is compiled again. */
  release(): void;
}
