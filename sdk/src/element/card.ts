import type { ChoiceCard, LocationCard, Message, OpeningHoursCard, Sentence } from '../../../src/words/index.js'
import type { Child } from './make.js'
import { headingOf, type Scene } from './scene.js'
import { waysOf } from './ways.js'

/** Of the places to choose from; more would hide what else there is to know, so the others stand under "more". */
const REASONS_AT_FIRST = 3

/**
 * What there is to know of a place, the rest of it folded away.
 *
 * @param depth of its heading; at 1 are the places to choose from
 */
export function card(scene: Scene, choice: ChoiceCard, depth: number): HTMLElement {
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
  const nameOf = (day: string): string =>
    // 1 January 2024 was a Monday.
    new Date(Date.UTC(2024, 0, 1 + week.indexOf(day))).toLocaleDateString(snapshot.texts.lang, {
      weekday: 'long',
      timeZone: 'UTC',
    })
  return make('p', {}, days.map(nameOf).join(', '), make('bdi', { dir: 'ltr' }, `${opensAt}–${closesAt}`), note)
}

/** @param day `YYYY-MM-DD` */
function dayOf({ snapshot }: Scene, day: string): string {
  const format = { dateStyle: 'long', timeZone: 'UTC', numberingSystem: 'latn' } as const
  return new Date(day).toLocaleDateString(snapshot.texts.lang, format)
}
