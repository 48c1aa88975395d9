import type { ChoiceCard, LocationCard, Message, OpeningHoursCard, Sentence } from '../../../src/words/index.js'
import type { Child } from './make.js'
import { reader } from './read-aloud.js'
import { button, callTo, frame, headingOf, link, type Scene, waysOf } from './scene.js'

/** Of the places to choose from; more would hide what else there is to know, so the others stand under "more". */
const REASONS_AT_FIRST = 3

export function resultsStep(scene: Scene): HTMLElement {
  const { make, say, flow, snapshot } = scene
  const { choices = [], alternatives = [], advice = [] } = snapshot.result ?? {}
  const all = [...choices, ...alternatives]
  const heading: Message = choices.length === 3 ? 'results' : choices.length > 0 ? 'places' : 'noneLeft'
  const cards = (of: readonly ChoiceCard[], depth: number): Child =>
    of.length > 0 && make('div', { class: 'mm-cards' }, ...of.map((choice) => card(scene, choice, depth)))
  const notices = advice
    .filter(({ kind }) => kind === 'notice')
    .map(({ text, phone, website }) =>
      make('p', {}, phone ? link(scene, callTo(phone), text) : text, ...waysOf(scene, website ? { website } : {})),
    )
  const next = advice.find(({ kind }) => kind === 'step')
  const offers = all.flatMap(({ service }) => service.seeks.map(({ text }) => ({ text, name: service.name })))
  const step = frame(
    scene,
    { heading: say(heading) },
    notices.length > 0 && make('div', { class: 'mm-note' }, ...notices),
    cards(choices, 1),
    alternatives.length > 0 && headingOf(scene, 1, { class: 'mm-title' }, say('otherPlaces')),
    cards(alternatives, 2),
    next && make('p', { class: 'mm-note' }, make('strong', {}, say('smallStep')), next.text),
    make(
      'div',
      { class: 'mm-actions' },
      choices.length > 0
        ? button(scene, 'others', flow.showOthers, 'mm-second')
        : button(scene, 'toPlaces', flow.showOthers, 'mm-main'),
      alternatives.length === 0 && button(scene, 'all', flow.showAll, 'mm-second'),
      button(scene, 'notNow', () => scene.turn('notNow'), 'mm-second'),
    ),
    all.length > 0 &&
      make(
        'div',
        { class: 'mm-tools' },
        button(scene, 'print', () => print(), 'mm-quiet'),
        button(scene, 'keep', () => keep(scene, textOf(step)), 'mm-quiet'),
        reader(scene, () => textOf(step)),
      ),
    offers.length > 0 &&
      make(
        'details',
        {},
        make('summary', {}, say('share')),
        make(
          'ul',
          {},
          ...offers.map(({ text, name }) => make('li', {}, text, make('bdi', { class: 'mm-muted' }, name))),
        ),
      ),
  )
  return step
}

function card(scene: Scene, choice: ChoiceCard, depth: number): HTMLElement {
  const { make, say, key } = scene
  const { service, organization, capacity, reasons, doesNotFit } = choice
  const { firstTalk, cost, locations, schedule, description, verifiedOn } = service
  const { backedBy } = organization
  const id = `${key}-${service.id}`
  const part = (message: Message, ...children: readonly Child[]): Child =>
    children.some(Boolean) && make('div', {}, make('p', { class: 'mm-label' }, say(message)), ...children)
  const list = (message: Message, sentences: readonly (Sentence | string)[] = []): Child =>
    part(message, sentences.length > 0 && make('ul', {}, ...sentences.map((one) => make('li', {}, one))))
  const line = (child: Child): Child => child && make('p', {}, child)
  const tell = ({ target }: Event): void => {
    if (target instanceof Element && target.closest('a')) scene.choose()
  }
  const atFirst = depth === 1 ? REASONS_AT_FIRST : 0
  const [way, ...others] = waysOf(scene, service.contact)
  if (way !== undefined) {
    way.classList.add('mm-main')
    way.setAttribute('aria-describedby', id)
  }
  return make(
    'article',
    { class: 'mm-card', 'aria-labelledby': id, click: tell },
    make('p', { class: 'mm-kind' }, say(organization.kind)),
    headingOf(scene, depth, { id, class: 'mm-title' }, service.name),
    make('p', { class: 'mm-muted' }, make('bdi', {}, organization.name)),
    line(service.summary),
    list('why', reasons.slice(0, atFirst)),
    list('goodToKnow', doesNotFit),
    make(
      'p',
      {},
      say(capacity.status),
      capacity.until !== undefined && say('until', { date: dayOf(scene, capacity.until) }),
      capacity.note,
    ),
    way,
    make(
      'details',
      {},
      make('summary', { 'aria-describedby': id }, say('more')),
      line(description),
      list('why', reasons.slice(atFirst)),
      part('firstTalk', line(firstTalk?.expect), line(firstTalk?.tells)),
      part('bring', line(firstTalk?.bring)),
      list(
        'asksFor',
        firstTalk?.asksFor.map((one) => say(asks[one])),
      ),
      part(
        'where',
        ...locations.map((place) => line(addressOf(place))),
        ...locations.map(({ accessibility }) => line(accessibility)),
      ),
      part('when', ...schedule.map((hours) => openingHours(scene, hours))),
      line(cost ?? say('free')),
      ...others,
      part('backedBy', backedBy && line(backedBy.name)),
      make(
        'p',
        { class: 'mm-muted' },
        verifiedOn ? say('checked', { date: dayOf(scene, verifiedOn) }) : say('unchecked'),
      ),
    ),
  )
}

const asks = { name: 'asksName', id: 'asksId', bsn: 'asksBsn', income: 'asksIncome', nothing: 'asksNothing' } as const

function addressOf({ name, street, postalCode, city }: LocationCard): string {
  return [name, street, [postalCode, city].filter(Boolean).join(' ')].filter(Boolean).join(', ')
}

const week = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

function openingHours({ make, snapshot }: Scene, { days, opensAt, closesAt, note }: OpeningHoursCard): HTMLElement {
  const names = new Intl.DateTimeFormat(snapshot.texts.lang, { weekday: 'long', timeZone: 'UTC' })
  // 1 January 2024 was a Monday.
  const named = days.map((day) => names.format(Date.UTC(2024, 0, 1 + week.indexOf(day))))
  return make('p', {}, named.join(', '), make('bdi', { dir: 'ltr' }, `${opensAt}–${closesAt}`), note)
}

/** @param day `YYYY-MM-DD` */
function dayOf({ snapshot }: Scene, day: string): string {
  const format = { dateStyle: 'long', timeZone: 'UTC', numberingSystem: 'latn' } as const
  return new Intl.DateTimeFormat(snapshot.texts.lang, format).format(new Date(day))
}

/** The cards as they are read, also what is folded away. */
function textOf(step: HTMLElement): string {
  return [...step.querySelectorAll<HTMLElement>('.mm-card')]
    .map((place) => {
      const more = place.querySelector('details')
      const wasOpen = more?.open
      if (more) more.open = true
      const text = place.innerText
      if (more) more.open = !!wasOpen
      return text
    })
    .join('\n\n\n')
}

/** A file of its own making: nothing is fetched, and the name gives nothing away. */
function keep({ make }: Scene, text: string): void {
  const href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/plain' }))
  make('a', { href, download: 'notes.txt' }).click()
  URL.revokeObjectURL(href)
}
