import { createHmac } from 'node:crypto';
import { PneumoError } from '@pneumo/core';

/**
 * The secret under which patient identifiers become pseudonyms: at least 16 characters, or a function that is asked for
 * it when the first DICOM file is met. The same key gives the same pseudonyms.
 */
export type PatientKey = string | (() => string | Promise<string>);

/** Hexadecimal digits of a pseudonym: 80 bits, so that no two of a million patients share one. */
const DIGITS = 20;

/**
 * The pseudonym of a patient: HMAC-SHA-256 of the identifier (and its issuer) under a key. Without the key nobody can try
 * identifiers out, which with a plain hash of a hospital's eight-digit numbers takes seconds.
 *
 * @param identifier - what the file says
 * @param key - a secret of at least 16 characters
 * @returns `p` and 20 hexadecimal digits
 */
export function patientHash(identifier: string, key: string): string {
  return `p${createHmac('sha256', key).update(identifier).digest('hex').slice(0, DIGITS)}`;
}

/**
 * Asks for a key, and refuses one that can be guessed.
 *
 * @param key - the secret, or who knows it
 * @returns the secret
 * @throws PneumoError `INVALID_ARGUMENT`; the message does not hold the key
 */
export async function patientKeyOf(key: PatientKey): Promise<string> {
  const secret = typeof key === 'function' ? await key() : key;
  if (typeof secret !== 'string' || secret.length < 16) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      'The patientKey is shorter than 16 characters; give a random text of at least 16, and keep it to get the same pseudonyms again.',
    );
  }
  return secret;
}
