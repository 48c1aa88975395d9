import type { Catalogue, Service, Taxonomy } from '../engine/index.js'
import type { DocumentProblem } from './document-problem.js'
import { effectsOf, type Known, type KnownTaxonomy, taxonomiesOfTermQuestion } from './known.js'
import { KIND } from './taxonomy.js'

/** Which terms services carry and question sets ask for, by taxonomy id. */
interface Use {
  /** Terms of active services. */
  readonly carried: Map<string, Set<string>>
  /** Terms of any services, of what they seek, and of effects. */
  readonly named: Map<string, Set<string>>
  /** Taxonomies of which every term may be an answer. */
  readonly asked: Set<string>
  /** Terms that effects prefer or require, and those that they require. */
  readonly wanted: Map<string, Set<string>>
  readonly demanded: Map<string, Set<string>>
}

/** Terms that nobody uses, or that are asked for where nobody has them, or for which a reason has no words. */
export function warnOfUse(catalogue: Catalogue, known: Known): DocumentProblem[] {
  const use = useOf(catalogue)
  return [
    ...catalogue.taxonomies.flatMap((taxonomy) => [
      ...warnOfUnused(taxonomy, use, known),
      ...warnOfSilence(taxonomy, use),
    ]),
    ...warnOfUnmet(catalogue, use, known),
  ]
}

function useOf({ services, questionSets }: Catalogue): Use {
  const use: Use = { carried: new Map(), named: new Map(), asked: new Set(), wanted: new Map(), demanded: new Map() }
  for (const service of services) addService(service, use)
  for (const set of questionSets) {
    for (const { effect } of effectsOf(set)) {
      add(use.named, effect.taxonomy, effect.term)
      if (effect.mode !== 'exclude') add(use.wanted, effect.taxonomy, effect.term)
      if (effect.mode === 'require') add(use.demanded, effect.taxonomy, effect.term)
    }
    for (const taxonomy of set.questions.flatMap(taxonomiesOfTermQuestion)) use.asked.add(taxonomy)
  }
  return use
}

function addService({ status, terms, seeks = [] }: Service, use: Use): void {
  for (const [taxonomy, ids] of Object.entries(terms)) {
    for (const id of ids) {
      add(use.named, taxonomy, id)
      if (status === 'active') add(use.carried, taxonomy, id)
    }
  }
  for (const { taxonomy, term } of seeks) add(use.named, taxonomy, term)
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([value]))
  else set.add(value)
}

function warnOfUnused(taxonomy: Taxonomy, use: Use, known: Known): DocumentProblem[] {
  const { id } = taxonomy
  if (use.asked.has(id)) return []
  const named = use.named.get(id)
  if (named === undefined) {
    const detail = `No service, question or effect names the taxonomy ${id}. Use it or remove it.`
    return [{ type: 'taxonomy', id, code: 'unused-taxonomy', pointer: '', detail }]
  }
  const used = withAncestors(named, known.taxonomies.get(id))
  return taxonomy.terms.flatMap((term, index): DocumentProblem[] => {
    if (used.has(term.id)) return []
    const detail = `No service, question or effect names the term ${term.id} or a narrower one. Use it or remove it.`
    return [{ type: 'taxonomy', id, code: 'unused-term', pointer: `/terms/${index}`, detail }]
  })
}

function withAncestors(ids: ReadonlySet<string>, taxonomy: KnownTaxonomy | undefined): Set<string> {
  const all = new Set<string>()
  for (const id of ids) {
    for (let next: string | undefined = id; next !== undefined && !all.has(next); next = taxonomy?.terms.get(next)) {
      all.add(next)
    }
  }
  return all
}

function warnOfSilence({ id, terms }: Taxonomy, use: Use): DocumentProblem[] {
  return terms.flatMap((term, index): DocumentProblem[] => {
    const at = (code: 'missing-says' | 'missing-lacks', detail: string): DocumentProblem => ({
      type: 'taxonomy',
      id,
      code,
      pointer: `/terms/${index}`,
      detail,
    })
    const says =
      'Expected says, the sentence when a service has this term, because answers ask for it. Without it the reason only repeats its name.'
    const lacks =
      'Expected lacks, the sentence when a service does not meet a demand for this term. Without it that only repeats its name.'
    return [
      ...(use.wanted.get(id)?.has(term.id) && term.says === undefined ? [at('missing-says', says)] : []),
      ...(use.demanded.get(id)?.has(term.id) && term.lacks === undefined ? [at('missing-lacks', lacks)] : []),
    ]
  })
}

function warnOfUnmet({ taxonomies, questionSets }: Catalogue, use: Use, known: Known): DocumentProblem[] {
  const offers = new Map(taxonomies.map((taxonomy) => [taxonomy.id, offerOf(taxonomy, use, known)]))
  return questionSets.flatMap((set) =>
    effectsOf(set).flatMap(({ effect, pointer }): DocumentProblem[] => {
      const { mode, taxonomy, term } = effect
      if (mode === 'exclude' || taxonomy === KIND || offers.get(taxonomy)?.(term) !== false) return []
      const detail = `No active service has ${term} of the taxonomy ${taxonomy}, which this answer asks for. Add it to services, or take the effect away.`
      return [{ type: 'question-set', id: set.id, code: 'unmet-effect', pointer, detail }]
    }),
  )
}

/** Whether an active service has a term (section 2 of the matching model). */
function offerOf({ id, match }: Taxonomy, use: Use, known: Known): (term: string) => boolean {
  const carried = use.carried.get(id) ?? new Set<string>()
  const taxonomy = known.taxonomies.get(id)
  const wider = withAncestors(carried, taxonomy)
  return (term) => {
    if (match === 'overlaps' && wider.has(term)) return true
    return [...withAncestors(new Set([term]), taxonomy)].some((ancestor) => carried.has(ancestor))
  }
}
