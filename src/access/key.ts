import { createHash } from 'node:crypto'

/**
 * A key is `mmk_`, 43 characters of base64url (256 random bits) and 6 of checksum, so that a scanner for secrets, or a
 * person, can tell a key with a typing error from an unknown one.
 */
const shape = /^mmk_([\w-]{43})([\w-]{6})$/

export function makeKey(random: (bytes: number) => Buffer): string {
  const secret = random(32).toString('base64url')
  return `mmk_${secret}${checksum(secret)}`
}

export function isWellFormedKey(key: string): boolean {
  const [, secret, sum] = shape.exec(key) ?? []
  return secret !== undefined && checksum(secret) === sum
}

/** What is kept of a key: SHA-256, since a key is random enough to need no slow hash. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

function checksum(secret: string): string {
  return createHash('sha256').update(`mmk_${secret}`).digest('base64url').slice(0, 6)
}
