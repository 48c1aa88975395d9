import type { Message } from '../../../src/words/index.js'
import { createFlow, type FlowSnapshot } from '../flow.js'
import { backButton } from './back-button.js'
import { flowOptionsOf } from './flow-options.js'
import { createMake } from './make.js'
import { exitUrlOf, quickExit } from './quick-exit.js'
import { type Aside, type Scene, sayIn } from './scene.js'
import { fold, lead, place, unfold, wait } from './stage.js'
import { stepOf } from './steps.js'

/** What is shown while the element stands in the page. */
export interface Visit {
  setLanguage(language: string): void
  end(): void
}

/** Shows a flow in the element, step by step, and tells the page of it by events. */
export function beginVisit(element: HTMLElement): Visit {
  const options = flowOptionsOf(element)
  const flow = createFlow(options)
  const key = freeKey()
  /** Where the steps stand, one at a time. */
  const stage = createMake('')('div', { id: key, class: 'mm' })
  const visit = new AbortController()
  const { signal } = visit
  let step = new AbortController()
  /** The step in which the resident did something last: only the one that comes of it takes the focus. */
  let actedIn: AbortController | undefined
  let aside: Aside | undefined = 'start'
  let notice: Message | undefined
  /** What the step that stands there was made of. */
  let made: readonly unknown[] = []
  let isReady = false

  const tell = (type: string, detail?: Readonly<Record<string, string>>): void => {
    element.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }))
  }
  const turn = (to?: Aside): void => {
    aside = to
    if (!aside) flow.start()
    show()
  }
  const back = (): void => {
    if (aside === 'notNow') turn()
    else if (flow.getSnapshot().canGoBack) flow.back()
    else turn('start')
  }
  /** By the button of the browser; gives whether there is more to go back to. */
  const goBack = (): boolean => {
    actedIn = step
    back()
    return aside !== 'start'
  }
  const wipe = (): void => {
    aside = 'start'
    notice = 'wiped'
    flow.wipe()
  }
  const holdBack = backButton(key, goBack, signal)
  const leave = quickExit(
    element,
    () => {
      tell('mokum-exit')
      flow.wipe()
    },
    signal,
  )

  const sceneOf = (snapshot: FlowSnapshot): Scene => {
    const say = sayIn(snapshot.texts)
    return {
      flow,
      snapshot,
      make: createMake(snapshot.texts.lang),
      key,
      level: Number(element.getAttribute('heading-level')?.match(/^[1-6]$/)?.[0] ?? 2),
      maySend: options.mode !== undefined,
      canLeave: !!exitUrlOf(element),
      notice: notice && say(notice),
      left: step.signal,
      say,
      turn,
      back,
      wipe,
      leave,
      setLanguage(language) {
        flow.setLanguage(language)
        tell('mokum-language', { language })
      },
      choose: () => tell('mokum-choose'),
    }
  }
  const showStep = (snapshot: FlowSnapshot): void => {
    const hasActed = actedIn === step
    step.abort()
    step = new AbortController()
    const scene = sceneOf(snapshot)
    fold(element, snapshot.title !== undefined)
    place(stage, stepOf(scene, aside), snapshot.texts)
    notice = undefined
    if (!hasActed) return
    // Whoever leaves quickly takes the place of this entry: another before it would lead back here.
    if (aside !== 'start' && !scene.canLeave && element.getAttribute('history') !== 'off') holdBack()
    lead(stage)
  }
  const tellStep = ({ error, status }: FlowSnapshot): void => {
    if (error) {
      // For whoever puts the element on a page: a resident is told less.
      console.warn(error.cause)
      tell('mokum-error', { code: error.code })
    } else {
      if (!isReady) tell('mokum-ready')
      isReady = true
      tell('mokum-step', { step: aside ?? status })
    }
  }
  const show = (): void => {
    const snapshot = flow.getSnapshot()
    const { status, question, texts, title, answers, result, error } = snapshot
    // Only after answers were erased are there questions that nobody asks yet.
    if (status === 'idle' && title === undefined) return
    if (status === 'loading' || status === 'matching') {
      made = []
      wait(stage, texts)
      return
    }
    // Where answers were kept, whoever comes back goes on where they were.
    if (!isReady && answers.some((one) => one.answers.length > 0)) aside = undefined
    const parts = [aside, status, question, texts.lang, result, error]
    if (parts.every((part, n) => part === made[n])) return
    made = parts
    showStep(snapshot)
    tellStep(snapshot)
  }

  const act = (event: MouseEvent): void => {
    // The second click of two is meant for the step that the first took away; a third is somebody in a hurry.
    // Enter in a field is a click on its button.
    if (event.detail === 2 && actedIn !== step) {
      event.preventDefault()
      event.stopPropagation()
    } else actedIn = step
  }
  stage.addEventListener('click', act, true)
  // On paper nothing can be unfolded.
  addEventListener('beforeprint', () => unfold(stage), { signal })
  element.append(stage)
  flow.subscribe(show)
  flow.start()
  return {
    setLanguage: flow.setLanguage,
    end() {
      flow.destroy()
      visit.abort()
      step.abort()
      stage.remove()
      fold(element, false)
    },
  }
}

/** What ids begin with, and what entries in the history are known by: another for each element, the same after a reload. */
function freeKey(): string {
  let key = 'mm'
  while (document.getElementById(key)) key += 'm'
  return key
}
