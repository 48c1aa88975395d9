import type { Question } from '../../src/engine/index.js'
import type { ErrorMessage, Sentence } from '../../src/words/index.js'
import { nlErrors } from '../../src/words/interface/nl-errors.js'
import type { MatchResult, Texts } from './api.js'
import type { Client } from './client.js'
import { isMokumError, type MokumError, type MokumErrorCode } from './error.js'
import { loadDevice, loadQuestions } from './later.js'
import type { Opened } from './opened.js'
import { erase } from './stores.js'
import type { Action, Walk } from './walk.js'

/**
 * A questionnaire without a face: it knows where somebody is, what was answered and what goes wrong; an interface shows the
 * snapshot and calls the methods. Nothing throws, everything can be skipped, and no error loses an answer.
 *
 * ```ts
 * const flow = createFlow({ client: createClient({ baseUrl, partner: 'buurtteams' }) })
 * flow.subscribe(() => render(flow.getSnapshot()))
 * flow.start()
 * ```
 */
export interface Flow {
  /** Calls the listener after each change; gives what ends that. */
  subscribe(listener: () => void): () => void
  /** The same object until something changes. */
  getSnapshot(): FlowSnapshot
  /** What there is before anything was fetched. */
  getServerSnapshot(): FlowSnapshot
  /** From `idle`: fetches the questions, takes up saved answers, and asks. */
  start(): void
  /**
   * Answers the question that is asked, and stays there: an option id; a list of option ids, in their order where that
   * counts; of a term its id, code or name in any spelling. Null takes the answer back.
   */
  answer(value: string | readonly string[] | null): void
  /** The next question, then `review`, then `results`. Without an answer it is a skip. */
  next(): void
  /** Takes back the answer to this question, and goes on. */
  skip(): void
  /** The question before; from `review` the last one, from `results` the review; out of an error, to where it was. */
  back(): void
  /** To a question that is asked, to answer it again; the next step is then back to the review. */
  goTo(questionId: string): void
  /** Places that were not shown yet; where none are left to show, the first ones again. */
  showOthers(): void
  /** The usual places and up to 20 more. */
  showAll(): void
  /** The other language's texts; where somebody is, and what was answered, stays. */
  setLanguage(language: string): void
  /** What failed, once more. */
  retry(): void
  /** Erases all answers, also what was saved in its storage, of any question set; back to `idle`. */
  wipe(): void
  /** Ends calls that are under way. It can be started again. */
  destroy(): void
}

export type FlowStatus = 'idle' | 'loading' | 'question' | 'review' | 'matching' | 'results' | 'error'

export interface FlowOptions {
  readonly client: Client
  /** That of the partner where absent. */
  readonly questionSet?: string | undefined
  /** BCP 47; that of the client, then of the question set, where absent. */
  readonly language?: string | undefined
  /** Where the places are chosen; `device` where absent. `auto`: by the service where the device cannot. */
  readonly mode?: 'device' | 'server' | 'auto' | undefined
  /** How long answers, and a chosen language, stay: `memory` (where absent), the `tab`, or 24 hours on the `device`. */
  readonly storage?: 'memory' | 'tab' | 'device' | undefined
  /** Whom to call until the questions are there, also without a connection. */
  readonly contact?: Contact | undefined
  /** Milliseconds since 1970; the clock of the device where absent. */
  readonly now?: (() => number) | undefined
}

/** Whom to talk to, at any step. */
export interface Contact {
  readonly name: Sentence
  readonly phone?: string
  readonly email?: string
  readonly website?: string
  readonly whatsapp?: string
  readonly appointment?: string
  readonly walkIn?: Sentence
}

export interface FlowOption {
  readonly id: string
  readonly label: Sentence
  /** Chosen alone. */
  readonly exclusive?: boolean
  /** Of a term: the next wider one, and other notations. */
  readonly parent?: string | undefined
  readonly codes?: readonly string[] | undefined
}

export interface FlowQuestion {
  readonly id: string
  readonly kind: Question['kind']
  readonly text: Sentence
  readonly help: Sentence | undefined
  readonly options: readonly FlowOption[]
  /** Of `multiple` and `ranked`; 1 for others. */
  readonly maxAnswers: number
}

export interface FlowAnswer {
  readonly question: FlowQuestion
  /** Labels; empty where it was skipped. */
  readonly answers: readonly Sentence[]
}

export interface FlowError {
  readonly code: MokumErrorCode | 'unexpected'
  /** What to tell the resident. */
  readonly text: Sentence
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly cause: unknown
}

export interface FlowSnapshot {
  readonly status: FlowStatus
  /** The texts of an interface, by key; until the questions are there, only those for errors, in Dutch. */
  readonly texts: Texts
  /** That of the questions; undefined until they are there. A text that is not in it says in which it is. */
  readonly language: string | undefined
  /** In which it can be asked. */
  readonly languages: readonly string[]
  readonly title: Sentence | undefined
  readonly intro: Sentence | undefined
  /** With `question`, and while something is fetched or went wrong there. */
  readonly question: FlowQuestion | undefined
  /** Ids, in their order. */
  readonly selected: readonly string[]
  /** Why an answer was not taken; the question stays. */
  readonly problem: Sentence | undefined
  /** Which question this is, of how many. */
  readonly progress: { readonly n: number; readonly of: number } | undefined
  /** Every question that is asked, for a review. */
  readonly answers: readonly FlowAnswer[]
  readonly canGoBack: boolean
  readonly contact: Contact | undefined
  /** With `results`; cards in the shape of the service. */
  readonly result: MatchResult | undefined
  /** With `error`. */
  readonly error: FlowError | undefined
}

/** What is said of an error; of any other that something is broken. */
const sentences: Readonly<Partial<Record<FlowError['code'], ErrorMessage>>> = {
  network: 'offline',
  timeout: 'slow',
  rate_limited: 'busy',
  unavailable: 'busy',
  bundle_too_new: 'tooNew',
  invalid_answers: 'badAnswers',
  insecure_page: 'badSetup',
  not_found: 'badSetup',
  refused: 'badSetup',
}
/** Where `auto` asks the service instead. */
const forServer: readonly FlowError['code'][] = ['bundle_too_new', 'insecure_page', 'digest_mismatch', 'bundle_gone']

type Shown = ReturnType<Walk['show']>

/** What is shown of the questions until they are there; what is not named is undefined, and a longer script for nothing. */
const nothingYet: Pick<Shown, 'status' | 'texts' | 'languages' | 'selected' | 'answers' | 'canGoBack'> = {
  status: 'idle',
  texts: { lang: 'nl', dir: 'ltr', messages: nlErrors },
  languages: [],
  selected: [],
  answers: [],
  canGoBack: false,
}

export function createFlow(options: FlowOptions): Flow {
  const { client, questionSet, contact, mode = 'device', storage = 'memory', now = Date.now } = options
  const listeners = new Set<() => void>()
  let { language = client.language } = options
  /** Not that of the page. */
  let chosen: string | undefined
  let walk: Walk | undefined
  let busy: 'loading' | 'matching' | undefined
  let error: FlowError | undefined
  let again: (() => void) | undefined
  let controller: AbortController | undefined

  const snapshotNow = (): FlowSnapshot => {
    const shown = walk?.show() ?? (nothingYet as Shown)
    return Object.freeze({
      ...shown,
      status: error ? 'error' : (busy ?? shown.status),
      canGoBack: shown.canGoBack || !!(walk && (error || busy)),
      contact: shown.contact ?? contact,
      error,
    })
  }
  const first = snapshotNow()
  let snapshot = first
  const getSnapshot = (): FlowSnapshot => snapshot
  const emit = (): void => {
    snapshot = snapshotNow()
    // What one throws is reported as an unhandled rejection, and stops neither the others nor the flow.
    for (const listener of [...listeners]) void (async () => listener())()
  }

  /** Ends what is under way, and forgets what went wrong. */
  const stop = (): void => {
    controller?.abort()
    controller = busy = error = again = undefined
  }
  const perform = async (doing: 'loading' | 'matching', action: Action): Promise<void> => {
    stop()
    const mine = new AbortController()
    controller = mine
    busy = doing
    emit()
    const change = await action(mine.signal).catch((cause: unknown) => () => {
      fail(cause)
      again = () => void perform(doing, error?.code === 'invalid_answers' ? (signal) => load(signal, true) : action)
    })
    if (controller !== mine) return
    stop()
    change()
    emit()
  }
  const fail = (cause: unknown): void => {
    const known: Partial<MokumError> = isMokumError(cause) ? cause : {}
    const { code = 'unexpected', retryable = true, retryAfterMs } = known
    const key = sentences[code] ?? 'broken'
    const { lang, messages } = snapshot.texts
    const own = messages[key]
    error = {
      code,
      retryable,
      retryAfterMs,
      cause,
      text: own ? { text: own, lang } : { text: nlErrors[key], lang: 'nl' },
    }
  }

  /**
   * @param fresh from the service itself, not from a cache
   * @param isSent whether answers are then sent to the service, which matches
   */
  const fetchQuestions = async (signal: AbortSignal, fresh: boolean, isSent: boolean): Promise<Opened> => {
    // Fetched beside the bundle: from then on nothing is.
    const scripts = Promise.all([loadQuestions(), isSent ? undefined : loadDevice()])
    scripts.catch(() => undefined)
    const partner = questionSet === undefined ? await client.getPartner(undefined, { signal }) : undefined
    const id = questionSet ?? partner?.questionSets?.[0] ?? ''
    try {
      const pointer = await client.getBundlePointer(id, {
        language,
        fresh,
        signal,
        parts: isSent ? 'questions' : 'all',
      })
      const bundle = await client.getBundle(id, pointer.bundleDigest, { signal })
      const [{ openQuestions }, device] = await scripts
      return await openQuestions({ client, storage, partner, pointer, bundle, device, language: chosen }, signal)
    } catch (cause) {
      const code = isMokumError(cause) ? cause.code : 'unexpected'
      if (code === 'bundle_gone' && !fresh) return fetchQuestions(signal, true, isSent)
      if (mode === 'auto' && !isSent && forServer.includes(code)) return fetchQuestions(signal, fresh, true)
      throw cause
    }
  }
  /** @param toReview where answers are looked at again, since the service did not take them */
  const load = async (signal: AbortSignal, toReview = false): Promise<() => void> => {
    const questions = await fetchQuestions(signal, toReview, mode === 'server')
    const { createWalk } = await loadQuestions()
    return () => {
      if (walk) return walk.open(questions, toReview)
      walk = createWalk(questions, { getSnapshot, emit, stop, perform, setLanguage, now })
      walk.begin()
    }
  }
  const setLanguage = (wanted: string): void => {
    language = chosen = wanted
    if (walk || snapshot.status !== 'idle') void perform('loading', load)
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot,
    getServerSnapshot: () => first,
    start() {
      if (snapshot.status !== 'idle') return
      if (walk) {
        walk.begin()
        emit()
      } else void perform('loading', load)
    },
    answer: (value) => walk?.answer(value),
    next: () => walk?.next(),
    skip: () => walk?.skip(),
    back: () => walk?.back(),
    goTo: (questionId) => walk?.goTo(questionId),
    showOthers: () => walk?.showOthers(),
    showAll: () => walk?.showAll(),
    setLanguage,
    retry: () => again?.(),
    wipe() {
      stop()
      erase(storage)
      walk?.forget()
      emit()
    },
    destroy() {
      stop()
      emit()
    },
  }
}
