/** What stands in a file for its own checksum while that is computed. */
export const CHECKSUM_PLACEHOLDER = '0'.repeat(64);

/** SHA-256 as 64 hexadecimal digits, by Web Crypto, which Node and browsers share. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
