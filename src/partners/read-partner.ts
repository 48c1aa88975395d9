import type { DocumentReader } from '../http/document-reader.js'
import { parseWebAddress } from '../http/web-address.js'
import type { Partner } from './partner.js'

/** A place where a partner breaks a rule (`docs/documents.md`). */
export interface PartnerProblem {
  /** RFC 6901 pointer into the document. */
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

/** Reads a JSON value as a partner: all its problems, or the partner. */
export type PartnerReader = (
  value: unknown,
) => { readonly document: Partner } | { readonly problems: readonly PartnerProblem[] }

export interface PartnerReaderOptions {
  readonly readDocument: DocumentReader
  /** What holds for values anywhere in a document. */
  readonly checkValues: (document: object) => readonly PartnerProblem[]
}

export function createPartnerReader({ readDocument, checkValues }: PartnerReaderOptions): PartnerReader {
  return (value) => {
    const read = readDocument('partner', value)
    const origins = wrongOrigins(value)
    if ('problems' in read) {
      const told = new Set(origins.map(({ code, pointer }) => `${code} ${pointer}`))
      return { problems: [...read.problems.filter(({ code, pointer }) => !told.has(`${code} ${pointer}`)), ...origins] }
    }
    const problems = [...origins, ...checkValues(read.document)]
    return problems.length > 0 ? { problems } : read
  }
}

/** The origins that are not as a browser sends them, each with the form that is. */
function wrongOrigins(partner: unknown): PartnerProblem[] {
  const origins = typeof partner === 'object' && partner !== null && 'origins' in partner ? partner.origins : []
  if (!Array.isArray(origins)) return []
  return origins.flatMap((given: unknown, index) => {
    if (typeof given !== 'string') return []
    const right = asSent(given)
    if (right === given) return []
    const form = right === undefined ? 'https://www.example.org, or http://localhost:5173 to try' : right
    const detail = `Expected the origin of web pages as a browser sends it, in lower case, without a path, a slash at the end or the usual port: ${form}.`
    return [{ pointer: `/origins/${index}`, code: 'wrong-format', detail }]
  })
}

/** The origin of an address as a browser sends it, `http` for this machine alone; undefined where it is no address of a host. */
function asSent(given: string): string | undefined {
  const address = /^[a-z0-9-]+(\.[a-z0-9-]+)+/i.test(given) ? `https://${given}` : given
  const parsed = parseWebAddress(address)
  if (parsed === undefined) return undefined
  const { protocol, hostname, host, origin } = parsed
  if (!/^https?:$/.test(protocol) || !/^[a-z0-9.-]+$/.test(hostname)) return undefined
  return protocol === 'http:' && hostname === 'localhost' ? origin : new URL(`https://${host}`).origin
}
