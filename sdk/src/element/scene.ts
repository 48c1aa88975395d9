import type { Message } from '../../../src/words/index.js'
import type { Contact, Flow, FlowSnapshot } from '../flow.js'
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
  /** Whether answers go to the service. */
  readonly mayAsk: boolean
  readonly canLeave: boolean
  /** Said once, such as that answers were erased. */
  readonly notice: string | undefined
  /** Aborted when the step is left. */
  readonly left: AbortSignal
  say(message: Message, values?: Readonly<Record<string, string | number>>): string
  turn(aside: Aside | undefined): void
  back(): void
  wipe(): void
  leave(): void
  /** Tells the page that a place was chosen; not which. */
  choose(): void
}

export interface Frame {
  readonly heading: Child
  readonly progress?: string | false | undefined
  readonly canGoBack?: boolean
}

/** What every step has: the way back, the heading, somebody to talk to, the languages and an eraser. */
export function frame(
  scene: Scene,
  { heading, progress, canGoBack = true }: Frame,
  ...body: readonly Child[]
): HTMLElement {
  const { make, snapshot, notice } = scene
  return make(
    'div',
    { class: 'mm-step' },
    make(
      'div',
      { class: 'mm-top' },
      canGoBack && button(scene, 'back', scene.back, 'mm-back'),
      progress && make('p', { class: 'mm-progress' }, progress),
      scene.canLeave && button(scene, 'exit', scene.leave, 'mm-exit'),
    ),
    notice && make('p', { class: 'mm-note', role: 'status', id: `${scene.key}-notice` }, notice),
    headingOf(
      scene,
      0,
      {
        id: `${scene.key}-heading`,
        class: 'mm-heading',
        tabindex: '-1',
        'aria-describedby': notice && `${scene.key}-notice`,
      },
      heading,
    ),
    ...body,
    snapshot.contact && talk(scene, snapshot.contact),
    snapshot.languages.length > 0 &&
      make('div', { class: 'mm-foot' }, languages(scene), canGoBack && button(scene, 'wipe', scene.wipe, 'mm-quiet')),
  )
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

/** The most direct way to somebody; a page goes by the name of the place. */
function talk(scene: Scene, { name, ...contact }: Contact): HTMLElement {
  const [way] = waysOf(scene, contact)
  const address = way?.getAttribute('href') ?? ''
  return scene.make(
    'p',
    { class: 'mm-talk' },
    scene.say('talkNow'),
    /^http/.test(address) ? link(scene, address, name) : (way ?? scene.make('bdi', {}, name)),
  )
}

/** All ways to reach a place, the most direct first. */
export function waysOf(scene: Scene, contact: Omit<Contact, 'name'>): HTMLElement[] {
  const { make, say } = scene
  const { phone, walkIn, appointment, whatsapp, email, website } = contact
  const way = (message: Message, href: string, shown: string): HTMLElement =>
    link(scene, href, say(message), make('bdi', { dir: 'ltr' }, shown))
  const page = (message: Message, address = ''): HTMLElement | false =>
    /^https?:/.test(address) && way(message, address, address.replace(/^https?:\/\/(www\.)?|\/$/g, ''))
  return [
    phone && way('call', callTo(phone), phone),
    walkIn && make('p', { class: 'mm-walk' }, walkIn),
    page('appointment', appointment),
    whatsapp && way('whatsapp', `https://wa.me/${whatsapp.replace(/\D/g, '')}`, whatsapp),
    email && way('write', `mailto:${email}`, email),
    page('website', website),
  ].filter((one) => one instanceof HTMLElement)
}

export function callTo(phone: string): string {
  return `tel:${phone.replace(/[^\d+]/g, '')}`
}

/** A page of somebody else opens beside this one, whose answers would be gone, and is not told where somebody came from. */
export function link({ make }: Scene, href: string, ...children: readonly Child[]): HTMLElement {
  return make('a', { href, ...(/^http/.test(href) && { target: '_blank', rel: 'noopener noreferrer' }) }, ...children)
}

function languages({ make, say, snapshot, flow }: Scene): HTMLElement {
  const { languages: tags, language } = snapshot
  return make(
    'div',
    { class: 'mm-languages', role: 'group', 'aria-label': say('language') },
    ...tags.map((tag) =>
      make(
        'button',
        {
          type: 'button',
          class: 'mm-quiet',
          'aria-current': tag === language && 'true',
          click: () => flow.setLanguage(tag),
        },
        { text: new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag, lang: tag },
      ),
    ),
  )
}
