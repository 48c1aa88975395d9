import type { Contact } from '../flow.js'
import type { Child } from './make.js'
import { button, headingOf, type Scene } from './scene.js'
import { link, waysOf } from './ways.js'

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

function languages({ make, say, snapshot, setLanguage }: Scene): HTMLElement {
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
          click: () => setLanguage(tag),
        },
        { text: new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag, lang: tag },
      ),
    ),
  )
}
