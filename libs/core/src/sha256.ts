/**
 * SHA-256 by the platform's Web Crypto, which browsers and Node share.
 *
 * @param content - bytes, or text that is hashed as UTF-8
 * @returns 64 hexadecimal digits
 *
 * @example
 * ```ts
 * (await sha256('pneumo')).length; // 64
 * ```
 */
export async function sha256(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
