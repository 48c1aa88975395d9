import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { ApiError } from './problems.js'

/** The strong `ETag` (RFC 9110, 8.8.3) of what is sent as these very characters. */
export function entityTag(text: string): string {
  return `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
}

/** Whether `If-None-Match` names this tag. Weak comparison (RFC 9110, 13.1.2): a proxy that compresses makes a tag weak. */
export function isHeld(given: string | undefined, etag: string): boolean {
  const tags = tagsOf(given).map((tag) => tag.replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}

/**
 * Lets a change through only where its caller knows what stands there: `If-Match` with its tag, or `If-None-Match: *`
 * where there is nothing.
 *
 * @param current tag of what stands there; undefined where there is nothing
 * @throws ApiError `precondition-required` without either header, `precondition-failed` where they say otherwise
 */
export function requirePrecondition({ headers }: FastifyRequest, current: string | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers
  if (match === undefined && noneMatch === undefined) throw new ApiError('precondition-required', unversioned(current))
  if (match !== undefined && !isNamed(match, current)) throw new ApiError('precondition-failed', stale(current))
  if (noneMatch !== undefined && current !== undefined && isHeld(noneMatch, current)) {
    throw new ApiError('precondition-failed', {
      detail:
        'There is one with this id already. Get it, and send `If-Match` with its `ETag` to change it, or take another id.',
    })
  }
  if (match === undefined && current !== undefined) throw new ApiError('precondition-required', unversioned(current))
}

/** Strong comparison (RFC 9110, 13.1.1). */
function isNamed(given: string, current: string | undefined): boolean {
  const tags = tagsOf(given)
  return current !== undefined && (tags.includes(current) || tags.includes('*'))
}

function stale(current: string | undefined): { detail?: string } {
  if (current !== undefined) return {}
  return { detail: 'There is nothing with this id: somebody took it away. Send `If-None-Match: *` to create it.' }
}

function unversioned(current: string | undefined): { detail: string } {
  if (current === undefined)
    return { detail: 'There is nothing with this id yet: send `If-None-Match: *` to create it.' }
  return { detail: 'Send `If-Match` with the `ETag` of what you have read.' }
}

function tagsOf(given: string | undefined): string[] {
  return given?.split(',').map((tag) => tag.trim()) ?? []
}
