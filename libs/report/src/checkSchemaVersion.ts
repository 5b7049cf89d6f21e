import { PneumoError } from '@pneumo/core';

/**
 * Refuses data of a form that this version does not know.
 *
 * @param name - the function that was called
 * @param version - the data's schema version
 * @throws PneumoError `UNKNOWN_SCHEMA_VERSION`
 */
export function checkSchemaVersion(name: string, version: unknown): void {
  if (version === 1) return;
  throw new PneumoError(
    'UNKNOWN_SCHEMA_VERSION',
    `${name} got data with schemaVersion ${String(version)}; expected 1. Fill the data by a program of this version.`,
    { details: { schemaVersion: version } },
  );
}
