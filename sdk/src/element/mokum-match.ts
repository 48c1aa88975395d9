import type { Message } from '../../../src/words/index.js'
import { createClient } from '../client.js'
import { createFlow } from '../flow.js'
import { createMake } from './make.js'
import type { Aside, Scene } from './scene.js'
import { stepOf } from './steps.js'

const SHIFTS_TO_LEAVE = 3
const SHIFTS_WITHIN_MS = 3_000

/** Made when it is asked for: where there is no browser, there is no HTMLElement to extend. */
export function mokumMatchClass(): CustomElementConstructor {
  return class MokumMatch extends HTMLElement {
    static readonly observedAttributes = ['language']
    #visit: Visit | undefined

    connectedCallback(): void {
      this.#visit ??= beginVisit(this)
    }

    /** Moved to another place in the page, it goes on there. */
    disconnectedCallback(): void {
      queueMicrotask(() => {
        if (this.isConnected) return
        this.#visit?.end()
        this.#visit = undefined
      })
    }

    attributeChangedCallback(_name: string, _before: string | null, language: string | null): void {
      if (language !== null) this.#visit?.setLanguage(language)
    }
  }
}

/** What is shown while the element stands in the page. */
interface Visit {
  setLanguage(language: string): void
  end(): void
}

function beginVisit(element: HTMLElement): Visit {
  const given = (name: string): string | undefined => element.getAttribute(name) ?? undefined
  const oneOf = <T extends string>(name: string, known: readonly T[]): T | undefined =>
    known.find((one) => one === given(name))
  const partner = given('partner')
  const mode = oneOf('mode', ['server', 'auto'])
  const flow = createFlow({
    client: createClient({ baseUrl: given('base-url') ?? '', ...(partner && { partner }) }),
    questionSet: given('question-set'),
    language: given('language'),
    mode,
    storage: oneOf('storage', ['tab', 'device']),
  })
  /** What ids begin with, and what the guard in the history is known by. */
  const key = `mm${Math.random().toString(36).slice(2, 8)}`
  const root = createMake('')('div', { class: 'mm' })
  const visit = new AbortController()
  let step = new AbortController()
  let aside: Aside | undefined = 'start'
  let notice: Message | undefined
  /** What the step that stands there was made of. */
  let made: readonly unknown[] = []
  /** Whether the next step comes from something that the resident did: only then it takes the focus. */
  let hasActed = false
  let isGuarded = false
  let isReady = false

  const tell = (type: string, detail?: Readonly<Record<string, string>>): void => {
    element.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }))
  }
  /** Children of a page's own are for before, and for when nothing can be shown. */
  const fold = (hidden: boolean): void => {
    for (const child of element.children) if (child !== root && child instanceof HTMLElement) child.hidden = hidden
  }
  const turn = (to: Aside | undefined): void => {
    aside = to
    if (aside === undefined) flow.start()
    show()
  }
  const back = (): void => {
    if (aside === 'notNow') turn(undefined)
    else if (flow.getSnapshot().canGoBack) flow.back()
    else turn('start')
  }

  const exitUrl = (): string | undefined => {
    const { href } = createMake('')('a', { href: given('exit-url') })
    return /^https?:/.test(href) ? href : undefined
  }
  const leave = (): void => {
    const address = exitUrl()
    if (address === undefined) return
    tell('mokum-exit')
    flow.wipe()
    document.title = ''
    document.documentElement.replaceChildren()
    location.replace(address)
  }
  let shifts: readonly number[] = []
  const countShifts = ({ key, repeat, timeStamp }: KeyboardEvent): void => {
    if (repeat) return
    shifts = key === 'Shift' ? [...shifts, timeStamp].slice(-SHIFTS_TO_LEAVE) : []
    if (shifts.length === SHIFTS_TO_LEAVE && timeStamp - (shifts[0] ?? 0) < SHIFTS_WITHIN_MS) leave()
  }

  /** One entry in the history, from which Back comes to `pop` before it leaves the page. */
  const guard = (): void => {
    if (isGuarded || aside === 'start' || given('history') === 'off') return
    history.pushState({ ...history.state, [key]: true }, '')
    isGuarded = true
  }
  const pop = ({ state }: PopStateEvent): void => {
    if (!isGuarded || state?.[key]) return
    hasActed = true
    back()
    isGuarded = aside !== 'start'
    // Forward to the entry that is there: browsers skip entries that a page adds without the resident doing something.
    if (isGuarded) history.forward()
  }

  const sceneNow = (): Scene => {
    const snapshot = flow.getSnapshot()
    const { lang, messages } = snapshot.texts
    const say: Scene['say'] = (message, values = {}) =>
      (messages[message] ?? message).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
    return {
      flow: {
        ...flow,
        setLanguage(language) {
          flow.setLanguage(language)
          tell('mokum-language', { language })
        },
      },
      snapshot,
      make: createMake(lang),
      key,
      level: Number(given('heading-level')) || 2,
      mayAsk: mode !== undefined,
      canLeave: exitUrl() !== undefined,
      notice: notice && say(notice),
      left: step.signal,
      say,
      turn,
      back,
      wipe() {
        aside = 'start'
        notice = 'wiped'
        made = []
        flow.wipe()
      },
      leave,
      choose: () => tell('mokum-choose'),
    }
  }
  /** What was there stays, so that nothing jumps; a sentence follows where it takes long. */
  const wait = (): void => {
    const { lang, messages } = flow.getSnapshot().texts
    if (messages.loading === undefined || root.querySelector('.mm-wait')) return
    root.append(createMake(lang)('p', { class: 'mm-wait', role: 'status' }, messages.loading))
  }
  const place = (shown: HTMLElement): void => {
    const { lang, dir } = flow.getSnapshot().texts
    root.lang = lang
    root.dir = dir
    root.replaceChildren(shown)
    if (!hasActed) return
    hasActed = false
    guard()
    if (root.getBoundingClientRect().top < 0) root.scrollIntoView()
    shown.querySelector<HTMLElement>('.mm-heading')?.focus({ preventScroll: true })
  }
  const show = (): void => {
    const { status, question, texts, title, answers, result, error } = flow.getSnapshot()
    // Only after answers were erased are there questions that nobody asks yet.
    if (status === 'idle' && title === undefined) return
    if (status === 'loading' || status === 'matching') {
      made = []
      wait()
      return
    }
    // Where answers were kept, whoever comes back goes on where they were.
    if (!isReady && answers.some((one) => one.answers.length > 0)) aside = undefined
    const parts = [aside, status, question, texts.lang, result, error]
    if (parts.every((part, n) => part === made[n])) return
    made = parts
    fold(title !== undefined)
    step.abort()
    step = new AbortController()
    place(stepOf(sceneNow(), aside))
    notice = undefined
    if (error) tell('mokum-error', { code: error.code })
    else {
      if (!isReady) tell('mokum-ready')
      isReady = true
      tell('mokum-step', { step: aside ?? status })
    }
  }

  const act = (): void => {
    hasActed = true
  }
  const { signal } = visit
  for (const type of ['click', 'submit']) root.addEventListener(type, act, true)
  addEventListener('popstate', pop, { signal })
  if (exitUrl() !== undefined) document.addEventListener('keydown', countShifts, { signal, capture: true })
  // On paper nothing can be unfolded.
  addEventListener('beforeprint', () => root.querySelectorAll('details').forEach(unfold), { signal })
  element.append(root)
  flow.subscribe(show)
  flow.start()
  return {
    setLanguage: flow.setLanguage,
    end() {
      flow.destroy()
      visit.abort()
      step.abort()
      root.remove()
      fold(false)
    },
  }
}

function unfold(details: HTMLDetailsElement): void {
  details.open = true
}
