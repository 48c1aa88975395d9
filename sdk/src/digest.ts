/** Whether the page can make digests: browsers let only secure ones. */
export function isSecure(): boolean {
  return !!globalThis.crypto?.subtle
}

/** SHA-256 in lower-case hex. */
export async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
