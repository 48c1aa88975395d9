import { isAsked } from '../../src/engine/asked.js'
import type { Question, Text } from '../../src/engine/index.js'
import type { ErrorMessage, Message, Sentence } from '../../src/words/index.js'
import { nlErrors } from '../../src/words/interface/nl-errors.js'
import { pickText } from '../../src/words/texts.js'
import type { Bundle, MatchResult, Texts } from './api.js'
import type { Client } from './client.js'
import type { MatchOnDevice } from './device.js'
import { isMokumError, type MokumErrorCode } from './error.js'
import { erase, keep, restore } from './saved.js'
import { findTerm, fitAnswer } from './tidy.js'

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
  /** How long answers stay: in `memory` (where absent), with the `tab`, on the `device` for 24 hours. */
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

type Step = 'idle' | 'question' | 'review' | 'results'
/** Fetches something; gives what then changes, all at once. */
type Action = (signal: AbortSignal) => Promise<() => void>

/** What it takes to ask; without `match` the service matches. */
interface Loaded {
  readonly bundle: Bundle
  readonly match: MatchOnDevice | undefined
  readonly contact: Contact | undefined
}

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
const forServer: readonly unknown[] = ['bundle_too_new', 'insecure_page', 'digest_mismatch', 'bundle_gone']
const MOST_ASKED = 7
const MOST_WITHOUT = 200
const MOST_ALTERNATIVES = 20

export function createFlow(options: FlowOptions): Flow {
  const { client, mode = 'device', storage = 'memory', now = Date.now } = options
  const listeners = new Set<() => void>()
  const views = new Map<string, FlowQuestion>()
  let language = options.language ?? client.language
  let loaded: Loaded | undefined
  let answers: Record<string, readonly string[]> = {}
  let step: Step = 'idle'
  let at = ''
  let seen: readonly string[] = []
  let reviewed = false
  let problem: Message | undefined
  let result: MatchResult | undefined
  let shown: readonly string[] = []
  /** With what the result was found. */
  let latest: Parameters<typeof find> = [[]]
  let busy: 'loading' | 'matching' | undefined
  let error: FlowError | undefined
  let again: (() => void) | undefined
  let controller: AbortController | undefined

  const set = () => loaded?.bundle.questionSet
  const say = (text: Text): Sentence => {
    const { language: lang = '', defaultLanguage = '', questionSet } = loaded?.bundle ?? {}
    return pickText(text, [lang, questionSet?.defaultLanguage ?? '', defaultLanguage])
  }
  const message = (key: Message): Sentence => {
    const { lang, messages } = texts()
    const text = messages[key]
    return text === undefined ? { text: nlErrors[key as ErrorMessage] ?? '', lang: 'nl' } : { text, lang }
  }
  const counted = ({ text, lang }: Sentence, n = 0): Sentence => ({ text: text.replace('{n}', String(n)), lang })
  const texts = (): Texts => loaded?.bundle.interface ?? { lang: 'nl', dir: 'ltr', messages: nlErrors }
  const asked = (): readonly Question[] => {
    const { questions = [] } = set() ?? {}
    return questions.filter(({ id }) => isAsked({ questions }, id, answers))
  }
  /** How many questions there may be in all: it only becomes less on the way. No answers make more than seven be asked. */
  const countPossible = (n: number): number => {
    const { questions = [] } = set() ?? {}
    const now = asked()
    const here = questions.findIndex(({ id }) => id === now[n]?.id)
    const isPossible = (question: Question): boolean => {
      const parent = questions.findIndex(({ id }) => id === question.showIf?.question)
      return now.includes(question) || (parent >= here && isPossible(questions[parent] ?? question))
    }
    return Math.min(Math.max(now.length, MOST_ASKED), questions.filter(isPossible).length)
  }
  /** As the engine takes them: of what is asked, without skips. */
  const sent = (): Record<string, string | readonly string[]> =>
    Object.fromEntries(
      asked().flatMap(({ id, kind }) => {
        const [first, ...more] = answers[id] ?? []
        if (first === undefined) return []
        return [[id, kind === 'single' || kind === 'term' ? first : [first, ...more]]]
      }),
    )

  const view = (question: Question): FlowQuestion => {
    const known = views.get(question.id)
    if (known !== undefined) return known
    const { id, kind, text, help } = question
    const found =
      question.kind === 'term'
        ? (loaded?.bundle.taxonomies.find((one) => one.id === question.taxonomy)?.terms ?? []).map((term) => ({
            id: term.id,
            label: say(term.name),
            parent: term.parent,
            codes: term.codes,
          }))
        : question.options.map((option) => ({ id: option.id, label: say(option.label), exclusive: !!option.exclusive }))
    const isMany = question.kind === 'multiple' || question.kind === 'ranked'
    const made: FlowQuestion = {
      id,
      kind,
      text: say(text),
      help: help && say(help),
      options: found,
      maxAnswers: isMany ? (question.maxAnswers ?? found.length) : 1,
    }
    views.set(id, made)
    return made
  }

  const snapshotNow = (): FlowSnapshot => {
    const questions = asked()
    const n = questions.findIndex(({ id }) => id === at)
    const current = step === 'question' ? questions[n] : undefined
    const { title, intro, languages = [] } = set() ?? {}
    return Object.freeze({
      status: error ? 'error' : (busy ?? step),
      texts: texts(),
      language: loaded?.bundle.language,
      languages,
      title: title && say(title),
      intro: intro && say(intro),
      question: current && view(current),
      selected: (current && answers[current.id]) ?? [],
      problem: problem && counted(message(problem), current && view(current).maxAnswers),
      progress: current && { n: n + 1, of: countPossible(n) },
      answers: questions.map((question) => {
        const shownAs = view(question)
        const labels = (answers[question.id] ?? []).flatMap(
          (id) => shownAs.options.find((option) => option.id === id)?.label ?? [],
        )
        return { question: shownAs, answers: labels }
      }),
      canGoBack: !!loaded && (!!error || !!busy || step === 'review' || step === 'results' || n > 0),
      contact: loaded?.contact ?? options.contact,
      result: step === 'results' ? result : undefined,
      error,
    } as const)
  }
  const first = snapshotNow()
  let snapshot = first
  const emit = (): void => {
    snapshot = snapshotNow()
    for (const listener of [...listeners]) listener()
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
    try {
      const change = await action(mine.signal)
      if (controller !== mine) return
      stop()
      change()
    } catch (cause) {
      if (controller !== mine) return
      stop()
      const { code, retryable, retryAfterMs } = isMokumError(cause)
        ? cause
        : { code: 'unexpected' as const, retryable: true, retryAfterMs: undefined }
      error = { code, retryable, retryAfterMs, cause, text: message(sentences[code] ?? 'broken') }
      again = () => void perform(doing, code === 'invalid_answers' ? reload : action)
    }
    emit()
  }

  const load = async (signal: AbortSignal, fresh = false, isServers = mode === 'server'): Promise<Loaded> => {
    const partner = options.questionSet === undefined ? await client.getPartner(undefined, { signal }) : undefined
    const id = options.questionSet ?? partner?.questionSets?.[0] ?? ''
    try {
      // Fetched beside the bundle: from then on nothing is.
      const device = isServers ? undefined : import('./device.js')
      device?.catch(() => undefined)
      const asking = { language, fresh, signal, parts: isServers ? 'questions' : 'all' } as const
      const pointer = await client.getBundlePointer(id, asking)
      const bundle = await client.getBundle(id, pointer.bundleDigest, { signal })
      const match = (await device)?.prepareDevice(pointer, bundle)
      const contact = await contactOf(bundle, partner?.contactPoint ?? bundle.questionSet.contactPoint, signal)
      return { bundle, match, contact }
    } catch (cause) {
      const code = isMokumError(cause) && cause.code
      if (code === 'bundle_gone' && !fresh) return load(signal, true, isServers)
      if (mode === 'auto' && !isServers && forServer.includes(code)) return load(signal, fresh, true)
      throw cause
    }
  }
  const contactOf = async ({ services, ...bundle }: Bundle, id: string | undefined, signal: AbortSignal) => {
    const service =
      services.find((one) => one.id === id) ??
      // Nobody should be kept from the questions because the number to call is missing.
      (id === undefined ? undefined : await client.getService(id, { signal }).catch(() => undefined))
    if (service === undefined) return options.contact
    const { walkIn, ...ways } = service.contact
    const inLanguage = (text: Text): Sentence => pickText(text, [bundle.language, bundle.defaultLanguage])
    return { name: inLanguage(service.name), ...ways, ...(walkIn && { walkIn: inLanguage(walkIn) }) }
  }

  /** Of the answers to a question, those that it knows now, and no more than it takes. */
  const known = (question: FlowQuestion): readonly string[] => {
    const ids = (answers[question.id] ?? []).filter((one) => question.options.some(({ id }) => id === one))
    return fitAnswer(question, ids.slice(0, question.maxAnswers)) ?? []
  }
  const take = (next: Loaded): void => {
    loaded = next
    views.clear()
    answers = Object.fromEntries(next.bundle.questionSet.questions.map((one) => [one.id, known(view(one))]))
  }
  const save = (): void => {
    const id = set()?.id
    if (id !== undefined) keep(storage, id, { savedAt: now(), answers, at })
  }

  const open: Action = async (signal) => {
    const next = await load(signal)
    return () => {
      const saved = restore(storage, next.bundle.questionSet.id, now())
      if (saved !== undefined) {
        answers = saved.answers
        at = saved.at
      }
      take(next)
      begin()
    }
  }
  const reload: Action = async (signal) => {
    const next = await load(signal, true)
    return () => {
      take(next)
      step = 'review'
    }
  }
  const begin = (): void => {
    const questions = asked()
    const isStillAsked = questions.some(({ id }) => id === at)
    show((isStillAsked ? at : questions[0]?.id) ?? '')
  }
  const show = (id: string): void => {
    step = 'question'
    at = id
    problem = undefined
    seen = [...seen, id]
    save()
  }
  const find =
    (without: readonly string[], alternatives = 0): Action =>
    async (signal) => {
      const { bundle, match } = loaded ?? {}
      const asking = {
        ...(without.length > 0 && { without: without.slice(-MOST_WITHOUT) }),
        ...(alternatives > 0 && { alternatives }),
      }
      const questionSet = bundle?.questionSet.id ?? ''
      const found = match
        ? await match(sent(), asking)
        : await client.match(
            { questionSet, answers: sent(), ...(bundle && { language: bundle.language }), ...asking },
            { signal },
          )
      return () => {
        result = found
        latest = [without, alternatives]
        shown = [...without, ...[...found.choices, ...found.alternatives].map(({ service }) => service.id)]
        step = 'results'
      }
    }
  const move = (): void => {
    const questions = asked()
    const n = questions.findIndex(({ id }) => id === at)
    // Who came back from the review to change one answer is asked only what that answer adds.
    const next = questions.slice(n + 1).find(({ id }) => !reviewed || !seen.includes(id))
    if (next !== undefined) show(next.id)
    else {
      step = 'review'
      reviewed = true
    }
    emit()
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => snapshot,
    getServerSnapshot: () => first,
    start() {
      if (step !== 'idle' || busy || error) return
      if (loaded === undefined) return void perform('loading', open)
      begin()
      emit()
    },
    answer(value) {
      const question = snapshot.question
      if (question === undefined) return
      const given = value === null ? [] : [value].flat()
      const ids = question.kind === 'term' ? given.map((text) => findTerm(question.options, text)) : given
      problem = undefined
      if (ids.every((id) => question.options.some((option) => option.id === id))) {
        const fitting = fitAnswer(question, ids as readonly string[])
        if (fitting === undefined) problem = 'tooMany'
        else {
          answers = { ...answers, [question.id]: fitting }
          save()
        }
      } else problem = 'unknownTerm'
      emit()
    },
    next() {
      if (busy || error || problem) return
      if (step === 'question') move()
      else if (step === 'review') void perform('matching', find([]))
    },
    skip() {
      if (busy || error || step !== 'question') return
      answers = { ...answers, [at]: [] }
      problem = undefined
      move()
    },
    back() {
      if (!snapshot.canGoBack) return
      if (busy || error) stop()
      else if (step === 'results') step = 'review'
      else {
        const questions = asked()
        const n = step === 'review' ? questions.length : questions.findIndex(({ id }) => id === at)
        show(questions[n - 1]?.id ?? '')
      }
      emit()
    },
    goTo(questionId) {
      if (!asked().some(({ id }) => id === questionId)) return
      stop()
      show(questionId)
      emit()
    },
    showOthers() {
      if (step === 'results' && !busy) void perform('matching', find(result?.choices.length ? shown : []))
    },
    showAll() {
      if (step === 'results' && !busy) void perform('matching', find([], MOST_ALTERNATIVES))
    },
    setLanguage(wanted) {
      language = wanted
      if (loaded === undefined) {
        if (busy || error) void perform('loading', open)
        return
      }
      void perform('loading', async (signal) => {
        const next = await load(signal)
        return () => {
          take(next)
          if (step === 'results') void perform('matching', find(...latest))
        }
      })
    },
    retry: () => again?.(),
    wipe() {
      stop()
      erase(storage)
      answers = {}
      step = 'idle'
      at = ''
      seen = shown = []
      reviewed = false
      result = problem = undefined
      emit()
    },
    destroy() {
      stop()
      emit()
    },
  }
}
