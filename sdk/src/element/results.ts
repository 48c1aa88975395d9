import type { ChoiceCard, Message } from '../../../src/words/index.js'
import { card } from './card.js'
import { frame } from './frame.js'
import { keep, textOf } from './keep.js'
import type { Child } from './make.js'
import { reader } from './read-aloud.js'
import { button, headingOf, type Scene } from './scene.js'
import { callTo, link, waysOf } from './ways.js'

export function resultsStep(scene: Scene): HTMLElement {
  const { make, say, flow, snapshot } = scene
  const { choices = [], alternatives = [], advice = [] } = snapshot.result ?? {}
  const all = [...choices, ...alternatives]
  const heading: Message = choices.length === 3 ? 'results' : choices.length > 0 ? 'places' : 'noneLeft'
  const cards = (of: readonly ChoiceCard[], depth: number): Child =>
    of.length > 0 && make('div', { class: 'mm-cards' }, ...of.map((choice) => card(scene, choice, depth)))
  const notices = advice
    .filter(({ kind }) => kind === 'notice')
    .map(({ text, phone, ...contact }) =>
      make('p', {}, phone ? link(scene, callTo(phone), text) : text, ...waysOf(scene, contact)),
    )
  const next = advice.find(({ kind }) => kind === 'step')
  const offers = all.flatMap(({ service: { name, seeks } }) =>
    seeks.map(({ text }) => make('li', {}, text, make('bdi', { class: 'mm-muted' }, name))),
  )
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
    offers.length > 0 && make('details', {}, make('summary', {}, say('share')), make('ul', {}, ...offers)),
  )
  return step
}
