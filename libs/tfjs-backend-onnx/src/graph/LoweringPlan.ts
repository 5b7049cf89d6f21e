/**
 * The choices that a probe makes for a machine, as plain JSON. The last bits of a result depend on
 * them, so a resumed run gives the plan of the first one back at registration.
 */
export interface LoweringPlan {
  /** Version of this record. */
  readonly schemaVersion: 1;
  /** Threads within an operator. */
  readonly threads: number;
  /** Channels a block of ONNX Runtime's blocked convolutions (com.microsoft.nchwc); 0 where they are not used. */
  readonly blockSize: number;
}
