import type { Message } from '../../src/words/index.js'
import type { MatchResult } from './api.js'
import type { Flow, FlowSnapshot } from './flow.js'
import type { Asking, Opened } from './opened.js'
import type { Saved } from './saved.js'

/** Somebody's way through the questions to the places: what a flow does once the questions are there. */
export interface Walk extends Pick<Flow, 'answer' | 'next' | 'skip' | 'back' | 'goTo' | 'showOthers' | 'showAll'> {
  /** Goes on with other questions, such as those in another language; answers that they know stay. */
  open(questions: Opened, toReview: boolean): void
  /** To the question where somebody was, or the first. */
  begin(): void
  /** Back to before the first question, without answers. */
  forget(): void
  /** Its part of a snapshot; the status is that of a flow that is not busy and had no error. */
  show(): Omit<FlowSnapshot, 'error'>
}

/** What it needs of its flow. */
export interface Going extends Pick<Flow, 'getSnapshot' | 'setLanguage'> {
  /** Shows what changed. */
  emit(): void
  /** Ends what is under way, and forgets what went wrong. */
  stop(): void
  perform(doing: 'matching', action: Action): Promise<void>
  now(): number
}

/** Fetches something; gives what then changes, all at once. */
export type Action = (signal: AbortSignal) => Promise<() => void>

const theUsual: Asking = { without: [], alternatives: 0 }
const asMany: Asking = { without: [], alternatives: 20 }

/** Begins where answers that were saved end, in the language that was chosen for them. */
export function createWalk(first: Opened, { getSnapshot, emit, stop, perform, setLanguage, now }: Going): Walk {
  let questions = first
  let { answers, at, language }: Omit<Saved, 'savedAt'> = first.restore(now()) ?? { answers: {}, at: '' }
  let step: 'idle' | 'question' | 'review' | 'results' = 'idle'
  let seen: readonly string[] = []
  let reviewed = false
  let problem: Message | undefined
  let result: MatchResult | undefined
  /** With what the result was found. */
  let latest = theUsual

  /** Ids, in order. */
  const asked = (): readonly string[] => questions.asked(answers)
  const save = (): void => questions.keep({ savedAt: now(), answers, at })
  const goTo = (id = ''): void => {
    step = 'question'
    at = id
    problem = undefined
    seen = [...seen, id]
    save()
  }
  const take = (ids: readonly string[]): void => {
    answers = { ...answers, [at]: ids }
    problem = undefined
    save()
  }
  const move = (): void => {
    const ids = asked()
    // Who came back from the review to change one answer is asked only what that answer adds.
    const next = ids.slice(ids.indexOf(at) + 1).find((id) => !reviewed || !seen.includes(id))
    if (next !== undefined) goTo(next)
    else {
      step = 'review'
      reviewed = true
    }
    emit()
  }
  const find = (asking: Asking): void =>
    void perform('matching', async (signal) => {
      const found = await questions.find(answers, asking, signal)
      return () => {
        result = found
        latest = asking
        step = 'results'
      }
    })

  if (language) setLanguage(language)
  return {
    open(next, toReview) {
      questions = next
      answers = next.fit(answers)
      // Also in which language; of what was erased nothing.
      if (at) save()
      if (toReview) step = 'review'
      else if (step === 'results') find(latest)
    },
    begin() {
      const ids = asked()
      goTo(ids.includes(at) ? at : ids[0])
    },
    forget() {
      answers = {}
      step = 'idle'
      at = ''
      seen = []
      reviewed = false
      result = problem = undefined
    },
    show() {
      const shown = questions.show({ answers, at: step === 'question' ? at : undefined, problem })
      return {
        ...shown,
        status: step,
        canGoBack: step !== 'idle' && shown.progress?.n !== 1,
        contact: questions.contact,
        result: step === 'results' ? result : undefined,
      }
    },
    answer(value) {
      const { question } = getSnapshot()
      if (!question) return
      const read = questions.read(question, value)
      if (typeof read === 'string') problem = read
      else take(read)
      emit()
    },
    next() {
      const { status } = getSnapshot()
      if (status === 'question' && problem === undefined) move()
      if (status === 'review') find(theUsual)
    },
    skip() {
      if (getSnapshot().status !== 'question') return
      take([])
      move()
    },
    back() {
      const { status, canGoBack } = getSnapshot()
      if (!canGoBack) return
      if (status !== step) stop()
      else if (step === 'results') step = 'review'
      else {
        const ids = asked()
        goTo(ids[(step === 'review' ? ids.length : ids.indexOf(at)) - 1])
      }
      emit()
    },
    goTo(questionId) {
      if (!asked().includes(questionId)) return
      stop()
      goTo(questionId)
      emit()
    },
    showOthers() {
      if (getSnapshot().status !== 'results' || !result) return
      const { choices, alternatives } = result
      const shown = [...choices, ...alternatives].map(({ service }) => service.id)
      find(choices.length > 0 ? { ...theUsual, without: [...latest.without, ...shown] } : theUsual)
    },
    showAll() {
      if (getSnapshot().status === 'results') find(asMany)
    },
  }
}
