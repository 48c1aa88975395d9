import type { Message } from '../../../src/words/index.js'
import type { Flow, FlowSnapshot } from '../flow.js'
import type { Child, Make } from './make.js'

/** What stands beside the steps of the flow: before the first question, and after "not now". */
export type Aside = 'start' | 'notNow'

/** What a step is made from, and what it can set going. */
export interface Scene {
  readonly flow: Flow
  readonly snapshot: FlowSnapshot
  readonly make: Make
  /** What ids begin with: there may be two elements on a page. */
  readonly key: string
  /** Of the heading of a step, 1 to 6. */
  readonly level: number
  /** Whether answers may go to the service. */
  readonly maySend: boolean
  readonly canLeave: boolean
  /** Said once, such as that answers were erased. */
  readonly notice: string | undefined
  /** Aborted when the step is left. */
  readonly left: AbortSignal
  say(message: Message, values?: Readonly<Record<string, string | number>>): string
  /** To what stands beside the flow, or to where the flow is. */
  turn(aside?: Aside): void
  back(): void
  wipe(): void
  leave(): void
  /** In which it asks from now on; tells the page too. */
  setLanguage(language: string): void
  /** Tells the page that a place was chosen; not which. */
  choose(): void
}

/** Says what the interface says, with values in place of `{name}`. */
export function sayIn({ messages }: FlowSnapshot['texts']): Scene['say'] {
  return (message, values = {}) =>
    (messages[message] ?? message).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
}

/** @param depth 0 for the heading of the step, 1 for what stands under it */
export function headingOf(scene: Scene, depth: number, attributes: Parameters<Make>[1], child: Child): HTMLElement {
  const level = Math.min(6, scene.level + depth) as 1 | 2 | 3 | 4 | 5 | 6
  return scene.make(`h${level}`, attributes, child)
}

export function button({ make, say }: Scene, message: Message, click: () => void, look: string): HTMLButtonElement {
  return make('button', { type: 'button', class: look, click }, say(message))
}

/** The one thing to do at a step. */
export function mainAction(scene: Scene, message: Message, click: () => void): HTMLElement {
  return scene.make('div', { class: 'mm-actions' }, button(scene, message, click, 'mm-main'))
}
