/** Something that a reader of the report should know about a data set. */
export interface DataWarning {
  /**
   * Stable name of the cause, such as `UNMATCHED_PATIENTS`, `IGNORED_FOLDERS`, `EMPTY_FOLDER`, `LINK_LOOP`, `UNLABELLED`,
   * `EXCLUDED`, `DUPLICATE_ROWS`, `UNLISTED_FILES`, `PATIENT_WITH_BOTH_LABELS`, `BURNED_IN_TEXT`.
   */
  code: string;
  /** One sentence. */
  message: string;
}
