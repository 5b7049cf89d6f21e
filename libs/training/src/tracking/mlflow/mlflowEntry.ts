/** One value of one metric. */
export interface MlflowMetric {
  /** Its name: letters, digits, `_ - . /` and blanks. */
  readonly key: string;
  /** Its value. */
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** Steps completed. */
  readonly step: number;
}

/** How a run stands, in MLflow's words. */
export type MlflowStatus = 'RUNNING' | 'FINISHED' | 'KILLED' | 'FAILED';

/** One thing to tell MLflow of a run. */
export type MlflowEntry =
  | {
      /** Makes the run; the first entry. */
      readonly kind: 'start';
      /** Milliseconds since 1970. */
      readonly time: number;
      /** Tags by name. */
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      /** Settings, which stay as they are. */
      readonly kind: 'params';
      /** Values by name. */
      readonly params: Readonly<Record<string, string>>;
    }
  | {
      /** Figures. */
      readonly kind: 'metrics';
      /** Any number of them. */
      readonly metrics: readonly MlflowMetric[];
    }
  | {
      /** A file that is kept with the run; read when it is sent. */
      readonly kind: 'artifact';
      /** Its name there. */
      readonly name: string;
      /** Where it lies here. */
      readonly path: string;
    }
  | {
      /** How the run stands. */
      readonly kind: 'status';
      /** In MLflow's words. */
      readonly status: MlflowStatus;
      /** Milliseconds since 1970. */
      readonly time: number;
    };
