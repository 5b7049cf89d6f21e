import { isPneumoError } from '@pneumo/core';

/** The exit codes of `pneumo`. They are part of its interface: README and `--help` list them. */
export const EXIT_CODES = {
  success: 0,
  unexpected: 1,
  usage: 2,
  data: 3,
  output: 4,
  engine: 5,
  training: 6,
  model: 7,
  interrupted: 130,
} as const;

/** What each exit code means, in the order of the help text. */
export const EXIT_CODE_MEANINGS: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT_CODES.success, 'done'],
  [EXIT_CODES.unexpected, 'an unexpected failure: a defect of pneumo; of repeat also: something differs'],
  [EXIT_CODES.usage, 'wrong usage: an unknown flag, a bad value, a bad configuration'],
  [EXIT_CODES.data, 'the data: not found, unreadable, unsuited'],
  [EXIT_CODES.output, 'the output: folder in use, not writable, disk full'],
  [EXIT_CODES.engine, 'the engine: not installed, cannot start'],
  [EXIT_CODES.training, 'training stopped: the loss is not finite'],
  [EXIT_CODES.model, 'a run, model or checkpoint that is missing, damaged or of another kind'],
  [EXIT_CODES.interrupted, 'interrupted by Ctrl-C; the run can be resumed'],
];

/** The codes of the libraries' and our own errors, by the exit code that each ends with. */
const ERRORS: Readonly<Partial<Record<keyof typeof EXIT_CODES, string>>> = {
  // What no flag and no file brings about: a caller within pneumo is wrong.
  unexpected: `BATCHES_MISSING CHART_INVALID DROPOUT_STATE_MISSING EMPTY_BATCH INDEX_OUT_OF_RANGE INVALID_BATCH
    INVALID_IMAGE_SRC INVALID_LOSS INVALID_SHAPE LENGTH_MISMATCH POOL_CLOSED SHAPE_MISMATCH SYNC_READ TENSOR_DISPOSED
    UNKNOWN_SCHEMA_VERSION WORKER_CLOSED`,
  usage: `INVALID_ARGUMENT INVALID_AUGMENTATION INVALID_CONFIG INVALID_PATIENT_RULE INVALID_THRESHOLD_RULE
    MONITOR_MISSING NO_FROZEN_PREFIX UNKNOWN_KEY UNKNOWN_LAYER USAGE`,
  data: `AMBIGUOUS_LAYOUT BAD_ARCHIVE BAD_FILES BAD_IMAGE BOOTSTRAP_IMPOSSIBLE CALIBRATION_UNDETERMINED COLUMN_MISSING
    CONFLICTING_LABELS DATA_CHANGED DIFFERENT_IMAGES DUPLICATE_ID DUPLICATE_SAMPLE ENSEMBLE_UNDETERMINED IMAGE_SIZE
    INVALID_CSV INVALID_IMAGE INVALID_MANIFEST INVALID_NPY INVALID_NPZ INVALID_PREDICTION INVALID_PREDICTIONS
    INVALID_SPLIT INVALID_TABLE LABEL_MISSING MIXED_DEPTHS MIXED_PREDICTIONS MIXED_SIZES NOT_A_FOLDER NOT_FOUND
    NOT_READABLE NO_DATA NO_IMAGES NO_MASKS ONE_CLASS ONE_CLASS_ONLY PATIENT_MISSING SPLIT_MISSING TOO_DEEP
    TOO_FEW_PATIENTS UNDETERMINED UNKNOWN_LAYOUT UNKNOWN_SAMPLE UNKNOWN_SOURCE UNLABELLED UNREADABLE_FILE`,
  output: `CACHE_BROKEN CACHE_MISSING DISK_FULL FEATURES_BROKEN FEATURES_BUSY FEATURE_LIMIT FOLDER_NOT_EMPTY MLFLOW_AWAY
    MLFLOW_DENIED MLFLOW_MISSING MLFLOW_REFUSED NOT_WRITABLE OUTPUT_EXISTS`,
  engine: `ENGINE_CANNOT_START ENGINE_NOT_INSTALLED INVALID_PLAN LOWERING_FAILED NOT_BUILT ONNX_RUNTIME_FAILED
    ONNX_RUNTIME_MISSING ONNX_RUNTIME_VERSION OUT_OF_MEMORY PROVIDER_UNAVAILABLE UNKNOWN_ENGINE UNSUPPORTED_KERNEL
    WORKER_FAILED`,
  training: 'LOSS_NOT_FINITE METRIC_NOT_FINITE',
  model: `CHECKPOINT_MISSING CHECKPOINT_TOO_NEW CHECKSUM_MISMATCH CONTRACT_MISMATCH CONTRACT_MISSING CONTRACT_VERSION
    CORRUPT_CHECKPOINT CORRUPT_FILE DOWNLOAD_FAILED ENSEMBLE ENSEMBLE_MISMATCH FEATURES_NOT_FINITE FILE_NOT_FOUND
    INVALID_CHECKPOINT INVALID_CONTRACT INVALID_KERAS_FILE INVALID_MODEL INVALID_SAFETENSORS MODEL_EXPORT_DIFFERS
    MODEL_NOT_EXPORTABLE MODEL_NOT_READABLE NEWER_RUN NON_FINITE_LOGITS NON_FINITE_MAP NON_FINITE_WEIGHTS NOT_JUDGED
    NOT_ON_HUB NO_CONVOLUTION NO_HUB_ACCESS NO_MODEL NO_PREVALENCE NO_RUN OTHER_MODEL RESUME_MISMATCH RUN_INCOMPLETE
    TORN_WEIGHTS UNKNOWN_MODEL UNSAFE_PICKLE UNSUPPORTED_DTYPE UNSUPPORTED_LAYER UNSUPPORTED_MODEL WEIGHTS_MISMATCH
    WEIGHTS_MISSING`,
  interrupted: 'ABORTED INTERRUPTED',
};

/** The exit code of every error that the libraries and this application throw, by the error's code. */
export const EXIT_CODE_OF_ERROR: ReadonlyMap<string, number> = new Map(
  Object.entries(ERRORS).flatMap(([kind, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, EXIT_CODES[kind as keyof typeof EXIT_CODES]]),
  ),
);

/** The exit code that belongs to an error; what is no error of ours is unexpected. */
export function exitCodeOf(error: unknown): number {
  return (isPneumoError(error) ? EXIT_CODE_OF_ERROR.get(error.code) : undefined) ?? EXIT_CODES.unexpected;
}
