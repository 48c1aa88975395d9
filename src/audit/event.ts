import { createHash } from 'node:crypto'
import imported from 'canonicalize'

// The package exports the function itself, while its types speak of a default export.
const canonicalize = imported as typeof imported & typeof imported.default

/** Something that changed. */
export interface Change {
  readonly action: 'create' | 'replace' | 'delete' | 'publish' | 'rotate' | 'revoke'
  readonly type:
    | 'taxonomy'
    | 'organization'
    | 'service'
    | 'question-set'
    | 'capacity'
    | 'capacity-link'
    | 'partner'
    | 'key'
    | 'release'
  /** Of the document; of a capacity that of its service, of a link that and its number, of a release its number. */
  readonly id: string
  /** SHA-256 in hex of what it was; null: there was nothing. */
  readonly before: string | null
  /** SHA-256 in hex of what it became; null: there is nothing any more. */
  readonly after: string | null
}

/** A change, who made it and when: a link of the chain. */
export interface AuditEvent extends Change {
  /** From 1 without gaps. */
  readonly number: number
  /** UTC instant. */
  readonly at: string
  /** Name of a key, `link: ` and the label of a link, or `command line`, `rotation`, `capacity`, `demo`. */
  readonly by: string
  /** SHA-256 in hex of all of this and of the seal before. */
  readonly seal: string
}

/** The change from one JSON value to another; null where there was, or is, none. */
export function changeOf(type: Change['type'], id: string, before: object | null, after: object | null): Change {
  const action = before === null ? 'create' : after === null ? 'delete' : 'replace'
  return { action, type, id, before: before && jsonDigest(before), after: after && jsonDigest(after) }
}

/** SHA-256 in hex of the JCS form (RFC 8785) of an event and the seal before; null before the first. */
export function sealOf(event: Omit<AuditEvent, 'seal'>, previousSeal: string | null): string {
  const { number, at, by, action, type, id, before, after } = event
  return jsonDigest({ number, at, by, action, type, id, before, after, previousSeal })
}

/**
 * SHA-256 in hex of the JCS form of a JSON value.
 *
 * @throws TypeError when it is no JSON
 */
function jsonDigest(value: object): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('Only JSON has a canonical form.')
  return createHash('sha256').update(text).digest('hex')
}
