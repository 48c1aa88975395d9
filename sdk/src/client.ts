import type { QuestionSet } from '../../src/engine/index.js'
import type {
  Bundle,
  BundlePointer,
  MatchRequest,
  MatchResult,
  PartnerSite,
  PublishedService,
  ServiceFilter,
} from './api.js'
import { isSecure, sha256 } from './digest.js'
import { MokumError, type MokumErrorCode, type Problem } from './error.js'

export type * from './api.js'
export { isMokumError, MokumError, type MokumErrorCode, type MokumErrorFacts, type Problem } from './error.js'

export interface ClientOptions {
  /** Where the service is, such as `https://match.example.org`, without `/v1`. */
  readonly baseUrl: string
  /** Id of the partner whose site this is. */
  readonly partner?: string | undefined
  /** BCP 47: the language of texts where a call does not name another. */
  readonly language?: string | undefined
  /** For one try, which ends at the deadline of the call at the latest; 8,000 where absent. */
  readonly timeoutMs?: number
  /** For a call with all its tries; 20,000 where absent. */
  readonly deadlineMs?: number
  /** 2 where absent. */
  readonly maxRetries?: number
  readonly fetch?: typeof fetch
  /** Told of every answer, for a log of your own. */
  readonly onResponse?: (response: ResponseFacts) => void
}

export interface ResponseFacts {
  readonly url: string
  readonly status: number
  readonly requestId: string | undefined
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

export interface BundleOptions extends CallOptions {
  readonly language?: string | undefined
  /** `questions`: only what it takes to ask, where the service matches. */
  readonly parts?: 'all' | 'questions'
  /** Asks the service itself, not a cache. */
  readonly fresh?: boolean
}

/** Calls of the service. All of them reject with a {@link MokumError}, and with nothing else. */
export interface Client {
  readonly partner: string | undefined
  readonly language: string | undefined
  getPartner(id?: string, options?: CallOptions): Promise<PartnerSite>
  getQuestionSet(id: string, options?: CallOptions): Promise<QuestionSet>
  getBundlePointer(questionSet: string, options?: BundleOptions): Promise<BundlePointer>
  /** The bundle with this digest, which is checked where the page is secure. */
  getBundle(questionSet: string, digest: string, options?: CallOptions): Promise<Bundle>
  match(request: MatchRequest, options?: CallOptions): Promise<MatchResult>
  getService(id: string, options?: CallOptions): Promise<PublishedService>
  /** All services, page by page as they are asked for. */
  services(filter?: ServiceFilter, options?: CallOptions): AsyncGenerator<PublishedService, void, undefined>
}

const MAX_PAUSE_MS = 4_000
const FIRST_PAUSE_MS = 300
/** A longer one, such as an infinite one, would ring at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
/** What the same try would only give again; another may help. */
const unchanging: readonly MokumErrorCode[] = ['digest_mismatch', 'bundle_gone']

interface Call {
  /** Its parts, after `/v1/`. */
  readonly path: readonly string[]
  readonly query?: Readonly<Record<string, string | readonly string[] | null | undefined>>
  readonly signal: AbortSignal | undefined
  readonly init?: RequestInit
}

interface ServicePage {
  readonly items: readonly PublishedService[]
  readonly next: string | null
}

export function createClient(options: ClientOptions): Client {
  const { partner, language, timeoutMs = 8_000, deadlineMs = 20_000, maxRetries = 2, onResponse } = options
  const send = options.fetch ?? globalThis.fetch.bind(globalThis)
  const base = `${options.baseUrl.replace(/\/$/, '')}/v1/`

  /** One try of so many milliseconds: the text of a good answer. */
  const attempt = async ({ path, query, signal, init }: Call, ms: number): Promise<string> => {
    const url = base + path.map(encodeURIComponent).join('/') + queryOf(query)
    const limit = abortAfter(ms, signal)
    let response: Response | undefined
    try {
      response = await send(url, {
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        ...init,
        signal: limit.signal,
      })
      const requestId = response.headers.get('x-request-id') ?? undefined
      onResponse?.({ url, status: response.status, requestId })
      const text = await response.text()
      if (!response.ok) throw refusal(response, text, requestId)
      return text
    } catch (cause) {
      const failure = (code: MokumErrorCode, message: string): MokumError =>
        new MokumError(code, message, { cause, status: response?.status })
      if (signal?.aborted) throw failure('aborted', 'The call was aborted.')
      if (cause instanceof MokumError) throw cause
      if (limit.signal.aborted) throw failure('timeout', `No whole answer came within ${ms} ms.`)
      if (response) throw failure('bad_response', 'The answer was cut off.')
      throw failure(
        'network',
        `No answer came from ${base}: see whether it is right and may be called from here (CORS).`,
      )
    } finally {
      limit.abort()
    }
  }

  /** Tries until it succeeds, is refused for good, or the deadline comes. */
  const call = async <T>(one: Call, read: (text: string) => T | Promise<T> = JSON.parse): Promise<T> => {
    const deadline = Date.now() + deadlineMs
    for (let tries = 0; ; tries += 1) {
      try {
        return await read(await attempt(one, Math.min(timeoutMs, deadline - Date.now())))
      } catch (error) {
        if (!(error instanceof MokumError))
          throw new MokumError('bad_response', 'The answer is no JSON.', { cause: error })
        const pause = error.retryAfterMs ?? Math.random() * Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries)
        const isLast = tries >= maxRetries || !error.retryable || unchanging.includes(error.code)
        if (isLast || Date.now() + pause >= deadline) throw error
        await new Promise<void>((wake) => abortAfter(pause, one.signal, wake))
      }
    }
  }

  const get = <T>(
    path: readonly string[],
    { signal }: CallOptions = {},
    more?: Pick<Call, 'query' | 'init'>,
  ): Promise<T> => call({ path, signal, ...more })

  return {
    partner,
    language,
    getPartner: (id = partner, given) => get(['partners', id ?? ''], given),
    getQuestionSet: (id, given) => get(['question-sets', id], given),
    getBundlePointer: (questionSet, given = {}) =>
      get(['bundles', questionSet], given, {
        query: { language: given.language ?? language, parts: given.parts },
        init: given.fresh ? { cache: 'reload' } : {},
      }),
    getBundle(questionSet, digest, { signal } = {}) {
      const ask = (init: RequestInit): Promise<Bundle> =>
        call({ path: ['bundles', questionSet, digest], signal, init }, async (text) => {
          if (!isSecure() || (await sha256(text)) === digest) return JSON.parse(text)
          throw new MokumError('digest_mismatch', 'The bundle is not the one that was asked for.')
        })
      return ask({}).catch((error: MokumError) => {
        // A cache keeps a bundle for ever, so also one that came broken.
        if (error.code === 'digest_mismatch') return ask({ cache: 'reload' })
        throw error
      })
    },
    match({ language: asked = language, ...request }, { signal } = {}) {
      const body = JSON.stringify({ ...request, language: asked })
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
      // The same request gives the same result, so it may be sent again.
      return call({ path: ['matches'], signal, init })
    },
    getService: (id, given) => get(['services', id], given),
    async *services(filter, given) {
      let cursor: string | null | undefined
      do {
        const query = { ...filter, cursor, limit: '200' }
        const page: Partial<ServicePage> | null = await get(['services'], given, { query })
        if (!page?.items) throw new MokumError('bad_response', 'The answer is no page.')
        yield* page.items
        cursor = page.next
      } while (cursor)
    },
  }
}

/** Aborts after so many milliseconds, with the outer signal, or when it is told to; then it lets go of both, and says so. */
function abortAfter(ms: number, outer: AbortSignal | undefined, done?: () => void): AbortController {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const timer = setTimeout(abort, Math.min(ms, LONGEST_TIMER_MS))
  outer?.addEventListener('abort', abort)
  controller.signal.addEventListener('abort', () => {
    clearTimeout(timer)
    outer?.removeEventListener('abort', abort)
    done?.()
  })
  if (outer?.aborted) abort()
  return controller
}

function queryOf(parameters: Call['query'] = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value ?? []].flat()) query.append(name, one)
  }
  const text = String(query)
  return text && `?${text}`
}

/** What a status of 400 and more says; the body may be anything, such as the page of a proxy. */
function refusal({ status, headers }: Response, text: string, requestId: string | undefined): MokumError {
  const problem = problemIn(text)
  const after = headers.get('retry-after') ?? ''
  // In seconds, or an instant.
  const ms = /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - Date.now()
  const facts = { status, requestId, problem, retryAfterMs: ms >= 0 ? ms : undefined }
  return new MokumError(
    codeOf(status, problem),
    problem?.detail ?? `The service answered with status ${status}.`,
    facts,
  )
}

function codeOf(status: number, problem: Problem | undefined): MokumErrorCode {
  if (status === 429) return 'rate_limited'
  // What passes by itself: also no request in time, and too early.
  if (status >= 500 || status === 408 || status === 425) return 'unavailable'
  if (problem?.code === 'bundle-gone') return 'bundle_gone'
  if (problem?.code === 'invalid-answers') return 'invalid_answers'
  return status === 404 ? 'not_found' : 'refused'
}

function problemIn(text: string): Problem | undefined {
  try {
    const body: Partial<Problem> | null = JSON.parse(text)
    if (body?.code && body.detail) return body as Problem
  } catch {}
  return undefined
}
