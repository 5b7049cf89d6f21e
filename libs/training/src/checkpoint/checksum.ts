/** What stands in a file for its own checksum while that is computed. */
export const CHECKSUM_PLACEHOLDER = '0'.repeat(64);
