/** What went wrong. Decide on this; sentences may change. */
export type MokumErrorCode =
  /** No answer came: no connection, a wrong address, or a page that the service does not know as a partner's. */
  | 'network'
  /** No whole answer came in time. */
  | 'timeout'
  /** Whoever called gave up. */
  | 'aborted'
  | 'rate_limited'
  /** The service, or something in front of it, cannot answer now. */
  | 'unavailable'
  /** What came is not what the service says: cut off, or the page of a proxy. */
  | 'bad_response'
  /** The bundle is not the one that was asked for. */
  | 'digest_mismatch'
  /** The bundle is no longer kept: ask for the pointer again. */
  | 'bundle_gone'
  /** The bundle is for a newer engine than this one. */
  | 'bundle_too_new'
  /** The page is not secure (https), so nothing can be checked on it. */
  | 'insecure_page'
  | 'not_found'
  | 'invalid_answers'
  /** The service refused for another reason: see `problem`. */
  | 'refused'

/** The body of a refusal (RFC 9457). */
export interface Problem {
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly errors?: readonly {
    readonly pointer?: string
    readonly parameter?: string
    readonly code: string
    readonly detail: string
  }[]
}

export interface MokumErrorFacts {
  readonly status?: number | undefined
  /** Tell it to the contact of the service: its log has it too. */
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly problem?: Problem | undefined
  readonly cause?: unknown
}

const lasting: readonly MokumErrorCode[] = [
  'aborted',
  'bundle_too_new',
  'insecure_page',
  'not_found',
  'invalid_answers',
  'refused',
]

/** The one error of the SDK. It never holds an answer. */
export class MokumError extends Error {
  // Only declared: the constructor makes them, and a script that also defines them is longer for nothing.
  declare readonly code: MokumErrorCode
  /** Whether the same call may succeed later. */
  declare readonly retryable: boolean
  /** The HTTP status, where an answer came. */
  declare readonly status: number | undefined
  declare readonly requestId: string | undefined
  declare readonly retryAfterMs: number | undefined
  declare readonly problem: Problem | undefined

  constructor(code: MokumErrorCode, message: string, facts: MokumErrorFacts = {}) {
    super(message, facts)
    Object.assign(this, facts, { name: 'MokumError', code, retryable: !lasting.includes(code) })
  }
}

/** Whether it is an error of the SDK, also where two bundles have a class of their own. */
export function isMokumError(error: unknown): error is MokumError {
  return error instanceof Error && error.name === 'MokumError'
}
