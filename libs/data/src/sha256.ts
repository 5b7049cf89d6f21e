/**
 * SHA-256 by the platform's Web Crypto, which browsers and Node share.
 *
 * @param text - hashed as UTF-8
 * @returns 64 hexadecimal digits
 */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
