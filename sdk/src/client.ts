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
  readonly partner?: string
  /** BCP 47: the language of texts where a call does not name another. */
  readonly language?: string
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
const passing = [408, 425]
/** What the same try would only give again; another may help. */
const unchanging: readonly MokumErrorCode[] = ['bundle_gone', 'digest_mismatch']

interface Call {
  readonly path: string
  readonly signal: AbortSignal | undefined
  readonly init?: RequestInit
}

export function createClient(options: ClientOptions): Client {
  const { partner, language, timeoutMs = 8_000, deadlineMs = 20_000, maxRetries = 2, onResponse } = options
  const send = options.fetch ?? globalThis.fetch.bind(globalThis)
  const base = `${options.baseUrl.replace(/\/$/, '')}/v1/`

  /** One try of so many milliseconds: the text of a good answer. */
  const attempt = async ({ path, signal, init }: Call, ms: number): Promise<string> => {
    const controller = new AbortController()
    const abort = (): void => controller.abort()
    let late = false
    const timer = setTimeout(() => {
      late = true
      abort()
    }, ms)
    signal?.addEventListener('abort', abort)
    let response: Response | undefined
    try {
      response = await send(base + path, {
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        ...init,
        signal: controller.signal,
      })
      const requestId = response.headers.get('x-request-id') ?? undefined
      onResponse?.({ url: base + path, status: response.status, requestId })
      const text = await response.text()
      if (!response.ok) throw refusal(response, text, requestId)
      return text
    } catch (error) {
      if (error instanceof MokumError) throw error
      if (signal?.aborted) throw new MokumError('aborted', 'The call was aborted.', { cause: error })
      if (late) throw new MokumError('timeout', `No whole answer came within ${ms} ms.`, { cause: error })
      throw response === undefined
        ? new MokumError(
            'network',
            `No answer came from ${base}: see whether it is right and may be called from here.`,
            {
              cause: error,
            },
          )
        : new MokumError('bad_response', 'The answer was cut off.', { cause: error, status: response.status })
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Tries until it succeeds, is refused for good, or the deadline comes. */
  const call = async <T>(one: Call, read: (text: string) => T | Promise<T>): Promise<T> => {
    const deadline = Date.now() + deadlineMs
    for (let tries = 0; ; tries += 1) {
      if (one.signal?.aborted) throw new MokumError('aborted', 'The call was aborted.')
      try {
        return await read(await attempt(one, Math.min(timeoutMs, deadline - Date.now())))
      } catch (error) {
        if (!(error instanceof MokumError))
          throw new MokumError('bad_response', 'The answer is no JSON.', { cause: error })
        const pause = error.retryAfterMs ?? Math.random() * Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries)
        const isLast = tries >= maxRetries || !error.retryable || unchanging.includes(error.code)
        if (isLast || Date.now() + pause >= deadline) throw error
        await sleep(pause, one.signal)
      }
    }
  }

  const get = <T>(path: string, { signal }: CallOptions = {}, init?: RequestInit): Promise<T> =>
    call({ path, signal, ...(init && { init }) }, (text): T => JSON.parse(text))

  return {
    partner,
    language,
    getPartner: (id = partner, given) => get(`partners/${encodeURIComponent(id ?? '')}`, given),
    getQuestionSet: (id, given) => get(`question-sets/${encodeURIComponent(id)}`, given),
    getBundlePointer(questionSet, given = {}) {
      const query = queryOf({ language: given.language ?? language, parts: given.parts })
      return get(`bundles/${encodeURIComponent(questionSet)}${query}`, given, given.fresh ? { cache: 'reload' } : {})
    },
    async getBundle(questionSet, digest, { signal } = {}) {
      const path = `bundles/${encodeURIComponent(questionSet)}/${digest}`
      const read = async (text: string): Promise<Bundle> => {
        if (!isSecure() || (await sha256(text)) === digest) return JSON.parse(text)
        throw new MokumError('digest_mismatch', 'The bundle is not the one that was asked for.')
      }
      try {
        return await call({ path, signal, init: {} }, read)
      } catch (error) {
        // A cache keeps a bundle for ever, so also one that came broken.
        if (!(error instanceof MokumError) || error.code !== 'digest_mismatch') throw error
        return call({ path, signal, init: { cache: 'reload' } }, read)
      }
    },
    match({ language: asked = language, ...request }, { signal } = {}) {
      const body = JSON.stringify({ ...request, ...(asked !== undefined && { language: asked }) })
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
      // The same request gives the same result, so it may be sent again.
      return call({ path: 'matches', signal, init }, (text): MatchResult => JSON.parse(text))
    },
    getService: (id, given) => get(`services/${encodeURIComponent(id)}`, given),
    async *services(filter = {}, given) {
      let cursor: string | null | undefined
      while (cursor !== null) {
        const page: { items: PublishedService[]; next: string | null } = await get(
          `services${queryOf({ ...filter, cursor, limit: '200' })}`,
          given,
        )
        yield* page.items
        cursor = page.next
      }
    },
  }
}

function queryOf(parameters: Readonly<Record<string, string | readonly string[] | undefined>>): string {
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
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  const facts = { status, requestId, problem, retryAfterMs: seconds >= 0 ? seconds * 1_000 : undefined }
  return new MokumError(
    codeOf(status, problem),
    problem?.detail ?? `The service answered with status ${status}.`,
    facts,
  )
}

function codeOf(status: number, problem: Problem | undefined): MokumErrorCode {
  if (status === 429) return 'rate_limited'
  if (status >= 500 || passing.includes(status)) return 'unavailable'
  if (problem?.code === 'bundle-gone') return 'bundle_gone'
  if (problem?.code === 'invalid-answers') return 'invalid_answers'
  return status === 404 ? 'not_found' : 'refused'
}

function problemIn(text: string): Problem | undefined {
  try {
    const body: unknown = JSON.parse(text)
    const isProblem = typeof body === 'object' && body !== null && 'code' in body && 'detail' in body
    return isProblem ? (body as Problem) : undefined
  } catch {
    return undefined
  }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    signal?.addEventListener('abort', wake)
  })
}
