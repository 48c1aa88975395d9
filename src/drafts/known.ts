import type { Catalogue, Effect, Question, QuestionSet, Taxonomy, TermEffect } from '../engine/index.js'
import { KIND } from './taxonomy.js'

/** What a catalogue has, to look things up by id. */
export interface Known {
  readonly taxonomies: ReadonlyMap<string, KnownTaxonomy>
  readonly organizations: ReadonlySet<string>
  /** Service id → whether it is active. */
  readonly services: ReadonlyMap<string, boolean>
  readonly questionSets: ReadonlySet<string>
}

export interface KnownTaxonomy {
  readonly untagged: Taxonomy['untagged']
  /** Term id → id of its parent, where it has one. */
  readonly terms: ReadonlyMap<string, string | undefined>
}

const kind: KnownTaxonomy = {
  untagged: 'none',
  terms: new Map([
    ['formal', undefined],
    ['informal', undefined],
  ]),
}

export function knownOf({ taxonomies, organizations, services, questionSets }: Catalogue): Known {
  const own = taxonomies.map(({ id, untagged, terms }): [string, KnownTaxonomy] => [
    id,
    { untagged, terms: new Map(terms.map((term) => [term.id, term.parent])) },
  ])
  return {
    taxonomies: new Map([...own, [KIND, kind]]),
    organizations: new Set(organizations.map(({ id }) => id)),
    services: new Map(services.map(({ id, status }) => [id, status === 'active'])),
    questionSets: new Set(questionSets.map(({ id }) => id)),
  }
}

/** An effect that names its term, and where it stands in its question set. */
export interface PlacedEffect {
  readonly effect: Effect
  readonly pointer: string
}

/** All effects of a set that name their term: `always`, then those of options, in order. */
export function effectsOf(set: QuestionSet): PlacedEffect[] {
  const always = (set.always ?? []).map((effect, index) => ({ effect, pointer: `/always/${index}` }))
  const ofOptions = set.questions.flatMap((question, index) =>
    question.kind === 'term'
      ? []
      : question.options.flatMap((option, position) =>
          option.effects.map((effect, at) => ({
            effect,
            pointer: `/questions/${index}/options/${position}/effects/${at}`,
          })),
        ),
  )
  return [...always, ...ofOptions]
}

/** Taxonomies in which the answer to a term question is looked for: its own, and those of its effects. */
export function taxonomiesOfTermQuestion(question: Question): string[] {
  if (question.kind !== 'term') return []
  return [question.taxonomy, ...question.effects.map((effect: TermEffect) => effect.taxonomy)]
}
