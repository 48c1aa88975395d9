import type { Message } from '../../../src/words/index.js'
import { createClient } from '../client.js'
import { createFlow, type Flow, type FlowOptions, type FlowSnapshot } from '../flow.js'
import { createMake } from './make.js'
import type { Aside, Scene } from './scene.js'
import { stepOf } from './steps.js'

const SHIFTS_TO_LEAVE = 3
const SHIFTS_WITHIN_MS = 3_000

function unfold(details: HTMLDetailsElement): void {
  details.open = true
}

/** Made when it is asked for: where there is no browser, there is no HTMLElement to extend. */
export function mokumMatchClass(): CustomElementConstructor {
  return class MokumMatch extends HTMLElement {
    static readonly observedAttributes = ['language']
    /** What ids begin with, and what the guard in the history is known by. */
    readonly #key = `mm${Math.random().toString(36).slice(2, 8)}`
    #flow: Flow | undefined
    #root: HTMLElement | undefined
    #end = new AbortController()
    /** Of the step that stands there. */
    #step = new AbortController()
    #aside: Aside | undefined = 'start'
    #notice: Message | undefined
    /** What the step that stands there was made of. */
    #made: readonly unknown[] = []
    /** Whether the next step comes from something that the resident did: only then it takes the focus. */
    #hasActed = false
    #isGuarded = false
    #isReady = false

    connectedCallback(): void {
      if (this.#flow !== undefined) return
      const flow = createFlow(this.#options())
      const root = document.createElement('div')
      const { signal } = this.#end
      this.#flow = flow
      this.#root = root
      root.className = 'mm'
      const act = (): void => {
        this.#hasActed = true
      }
      for (const type of ['click', 'submit']) root.addEventListener(type, act, true)
      if (this.getAttribute('history') !== 'off') {
        addEventListener('popstate', (event) => this.#pop(event), { signal })
      }
      if (this.#exitUrl !== undefined)
        document.addEventListener('keydown', this.#countShifts(), { signal, capture: true })
      // On paper nothing can be unfolded.
      addEventListener('beforeprint', () => root.querySelectorAll('details').forEach(unfold), { signal })
      this.append(root)
      flow.subscribe(() => this.#show())
      flow.start()
    }

    /** Moved to another place in the page, it goes on there. */
    disconnectedCallback(): void {
      queueMicrotask(() => {
        if (this.isConnected) return
        this.#flow?.destroy()
        this.#end.abort()
        this.#step.abort()
        this.#end = new AbortController()
        this.#root?.remove()
        this.#flow = undefined
        this.#aside = 'start'
        this.#made = []
        this.#isGuarded = this.#isReady = false
        this.#fold(false)
      })
    }

    attributeChangedCallback(_name: string, _before: string | null, language: string | null): void {
      if (language !== null) this.#flow?.setLanguage(language)
    }

    #options(): FlowOptions {
      const given = (name: string): string | undefined => this.getAttribute(name) ?? undefined
      const oneOf = <T extends string>(name: string, known: readonly T[]): T | undefined =>
        known.find((one) => one === given(name))
      const partner = given('partner')
      return {
        client: createClient({ baseUrl: given('base-url') ?? '', ...(partner && { partner }) }),
        questionSet: given('question-set'),
        language: given('language'),
        mode: oneOf('mode', ['device', 'server', 'auto']),
        storage: oneOf('storage', ['memory', 'tab', 'device']),
      }
    }

    get #exitUrl(): string | undefined {
      const link = document.createElement('a')
      link.href = this.getAttribute('exit-url') ?? ''
      return this.hasAttribute('exit-url') && /^https?:$/.test(link.protocol) ? link.href : undefined
    }

    #show(): void {
      const flow = this.#flow
      const snapshot = flow?.getSnapshot()
      if (flow === undefined || snapshot === undefined) return
      const { status, question, texts, title, answers, result, error } = snapshot
      // Only after answers were erased are there questions that nobody asks yet.
      if (status === 'idle' && title === undefined) return
      if (status === 'loading' || status === 'matching') {
        this.#wait(snapshot)
        return
      }
      // Where answers were kept, whoever comes back goes on where they were.
      if (!this.#isReady && answers.some((one) => one.answers.length > 0)) this.#aside = undefined
      const made = [this.#aside, status, question, texts.lang, result, error]
      if (made.every((part, n) => part === this.#made[n])) return
      this.#made = made
      this.#fold(title !== undefined)
      this.#step.abort()
      this.#step = new AbortController()
      this.#place(stepOf(this.#scene(flow, snapshot), this.#aside), texts)
      this.#notice = undefined
      if (error) this.#tell('mokum-error', { code: error.code })
      else {
        if (!this.#isReady) this.#tell('mokum-ready')
        this.#isReady = true
        this.#tell('mokum-step', { step: this.#aside ?? status })
      }
    }

    #place(step: HTMLElement, { lang, dir }: FlowSnapshot['texts']): void {
      const root = this.#root
      if (root === undefined) return
      root.lang = lang
      root.dir = dir
      root.replaceChildren(step)
      if (!this.#hasActed) return
      this.#hasActed = false
      this.#guard()
      if (root.getBoundingClientRect().top < 0) root.scrollIntoView()
      step.querySelector<HTMLElement>('.mm-heading')?.focus({ preventScroll: true })
    }

    /** What was there stays, so that nothing jumps; a sentence follows where it takes long. */
    #wait({ texts }: FlowSnapshot): void {
      const root = this.#root
      if (root === undefined || root.querySelector('.mm-wait')) return
      const text = texts.messages.loading
      if (text !== undefined) root.append(createMake(texts.lang)('p', { class: 'mm-wait', role: 'status' }, text))
      this.#made = []
    }

    #scene(flow: Flow, snapshot: FlowSnapshot): Scene {
      const { texts } = snapshot
      const say: Scene['say'] = (message, values = {}) =>
        (texts.messages[message] ?? message).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
      const back = (): void => {
        if (this.#aside === 'notNow') this.#turn(undefined)
        else if (flow.getSnapshot().canGoBack) flow.back()
        else this.#turn('start')
      }
      return {
        flow: {
          ...flow,
          setLanguage: (language) => {
            flow.setLanguage(language)
            this.#tell('mokum-language', { language })
          },
        },
        snapshot,
        make: createMake(texts.lang),
        key: this.#key,
        level: Number(this.getAttribute('heading-level')) || 2,
        mayAsk: ['server', 'auto'].includes(this.getAttribute('mode') ?? ''),
        canLeave: this.#exitUrl !== undefined,
        notice: this.#notice && say(this.#notice),
        left: this.#step.signal,
        say,
        turn: (aside) => this.#turn(aside),
        back,
        wipe: () => {
          this.#aside = 'start'
          this.#notice = 'wiped'
          this.#made = []
          flow.wipe()
        },
        leave: () => this.#leave(),
        choose: () => this.#tell('mokum-choose'),
      }
    }

    #turn(aside: Aside | undefined): void {
      this.#aside = aside
      if (aside === undefined) this.#flow?.start()
      this.#show()
    }

    /** Children of a page's own are for before, and for when nothing can be shown. */
    #fold(hidden: boolean): void {
      for (const child of this.children) if (child !== this.#root && child instanceof HTMLElement) child.hidden = hidden
    }

    #tell(type: string, detail?: Readonly<Record<string, string>>): void {
      this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }))
    }

    /** One entry in the history, from which Back comes to `#pop` before it leaves the page. */
    #guard(): void {
      if (this.#isGuarded || this.#aside === 'start' || this.getAttribute('history') === 'off') return
      history.pushState({ ...history.state, [this.#key]: true }, '')
      this.#isGuarded = true
    }

    #pop({ state }: PopStateEvent): void {
      const flow = this.#flow
      if (!this.#isGuarded || state?.[this.#key] || flow === undefined) return
      this.#hasActed = true
      this.#scene(flow, flow.getSnapshot()).back()
      this.#isGuarded = this.#aside !== 'start'
      // Forward to the entry that is there: browsers skip entries that a page adds without the resident doing something.
      if (this.#isGuarded) history.forward()
    }

    #countShifts(): (event: KeyboardEvent) => void {
      let times: number[] = []
      return ({ key, repeat, timeStamp }) => {
        if (repeat) return
        times = key === 'Shift' ? [...times, timeStamp].slice(-SHIFTS_TO_LEAVE) : []
        if (times.length === SHIFTS_TO_LEAVE && timeStamp - (times[0] ?? 0) < SHIFTS_WITHIN_MS) this.#leave()
      }
    }

    #leave(): void {
      const address = this.#exitUrl
      if (address === undefined) return
      this.#tell('mokum-exit')
      this.#flow?.wipe()
      document.title = ''
      document.documentElement.replaceChildren()
      location.replace(address)
    }
  }
}
