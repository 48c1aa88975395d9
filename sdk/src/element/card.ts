import type {
  ChoiceCard,
  LocationCard,
  Message,
  OpeningHoursCard,
  Sentence,
  ServiceCard,
} from '../../../src/words/index.js'
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
  const id = `${key}-${service.id}`
  const atFirst = depth === 1 ? REASONS_AT_FIRST : 0
  const [way, ...others] = waysOf(scene, service.contact)
  way?.classList.add('mm-main')
  way?.setAttribute('aria-describedby', id)
  const tell = ({ target }: Event): void => {
    if (target instanceof Element && target.closest('a')) scene.choose()
  }
  return make(
    'article',
    { class: 'mm-card', 'aria-labelledby': id, click: tell },
    make('p', { class: 'mm-kind' }, say(organization.kind)),
    headingOf(scene, depth, { id, class: 'mm-title' }, service.name),
    make('p', { class: 'mm-muted' }, make('bdi', {}, organization.name)),
    make('p', {}, service.summary),
    list(scene, 'why', reasons.slice(0, atFirst)),
    list(scene, 'goodToKnow', doesNotFit),
    make('p', {}, say(capacity.status), sayOn(scene, 'until', capacity.until), capacity.note),
    way,
    make(
      'details',
      {},
      make('summary', { 'aria-describedby': id }, say('more')),
      service.description && make('p', {}, service.description),
      list(scene, 'why', reasons.slice(atFirst)),
      ...firstVisit(scene, service),
      ...others,
      part(scene, 'backedBy', organization.backedBy?.name),
      make('p', { class: 'mm-muted' }, sayOn(scene, 'checked', service.verifiedOn) ?? say('unchecked')),
    ),
  )
}

/** Under a label, where there is anything to put there: each text a paragraph. */
function part({ make, say }: Scene, message: Message, ...children: readonly Child[]): Child {
  const shown = children.map((child) => child && (child instanceof Node ? child : make('p', {}, child)))
  return shown.some(Boolean) && make('div', {}, make('p', { class: 'mm-label' }, say(message)), ...shown)
}

function list(scene: Scene, message: Message, sentences: readonly (Sentence | string)[] = []): Child {
  const { make } = scene
  const items = sentences.map((one) => make('li', {}, one))
  return part(scene, message, items.length > 0 && make('ul', {}, ...items))
}

/** What happens at it, what it asks of somebody, where and when it is, and what it costs. */
function firstVisit(scene: Scene, { firstTalk, locations, schedule, cost }: ServiceCard): readonly Child[] {
  const { make, say } = scene
  return [
    part(scene, 'firstTalk', firstTalk?.expect, firstTalk?.tells),
    part(scene, 'bring', firstTalk?.bring),
    list(
      scene,
      'asksFor',
      firstTalk?.asksFor.map((one) => say(asks[one])),
    ),
    part(scene, 'where', ...locations.flatMap((place) => [addressOf(place), place.accessibility])),
    part(scene, 'when', ...schedule.map((hours) => openingHours(scene, hours))),
    make('p', {}, cost ?? say('free')),
  ]
}

const asks = { name: 'asksName', id: 'asksId', bsn: 'asksBsn', income: 'asksIncome', nothing: 'asksNothing' } as const

function addressOf({ name, street, postalCode, city }: LocationCard): string {
  return [name, street, [postalCode, city].filter(Boolean).join(' ')].filter(Boolean).join(', ')
}

const week = 'MO TU WE TH FR SA SU'

function openingHours(scene: Scene, { days, opensAt, closesAt, note }: OpeningHoursCard): HTMLElement {
  const { make } = scene
  // 1 January 2024 was a Monday.
  const names = days.map((day) => dayOf(scene, `2024-01-0${week.indexOf(day) / 3 + 1}`, { weekday: 'long' }))
  return make('p', {}, names.join(', '), make('bdi', { dir: 'ltr' }, `${opensAt}–${closesAt}`), note)
}

/** Says of a day, where there is one. */
function sayOn(scene: Scene, message: Message, day: string | undefined): string | undefined {
  return day && scene.say(message, { date: dayOf(scene, day) })
}

/** @param day `YYYY-MM-DD` */
function dayOf({ snapshot }: Scene, day: string, format: Intl.DateTimeFormatOptions = { dateStyle: 'long' }): string {
  return new Date(day).toLocaleDateString(snapshot.texts.lang, { ...format, timeZone: 'UTC', numberingSystem: 'latn' })
}
