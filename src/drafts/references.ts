import type { Organization, Question, QuestionSet, Service } from '../engine/index.js'
import type { Finding } from './document-problem.js'
import { pointerTo } from './document-problem.js'
import { effectsOf, type Known } from './known.js'
import { KIND } from './taxonomy.js'

/** References between documents: each must name something that the catalogue has. */

export function brokenInOrganization({ backedBy }: Organization, known: Known): Finding[] {
  return backedBy === undefined ? [] : unknownOrganization(backedBy, '/backedBy', known)
}

export function brokenInService({ organization, terms, seeks = [] }: Service, known: Known): Finding[] {
  return [
    ...unknownOrganization(organization, '/organization', known),
    ...Object.entries(terms)
      // Terms of kind are a fault of the document by itself.
      .filter(([taxonomy]) => taxonomy !== KIND)
      .flatMap(([taxonomy, ids]) => unknownTerms(taxonomy, ids, known)),
    ...seeks.flatMap(({ taxonomy, term }, index) => unknownTerm({ taxonomy, term }, `/seeks/${index}`, known)),
  ]
}

export function brokenInQuestionSet(set: QuestionSet, known: Known): Finding[] {
  return [
    ...effectsOf(set).flatMap(({ effect, pointer }) => unknownTerm(effect, pointer, known)),
    ...set.questions.flatMap((question, index) => brokenInTermQuestion(question, `/questions/${index}`, known)),
    ...(set.contactPoint === undefined ? [] : unknownService(set.contactPoint, '/contactPoint', known)),
  ]
}

export function unknownService(id: string, pointer: string, known: Pick<Known, 'services'>): Finding[] {
  if (known.services.has(id)) return []
  const detail = `Expected the id of a service of this catalogue, but there is no ${id}. Add the service or name another one.`
  return [{ code: 'unknown-service', pointer, detail }]
}

function unknownOrganization(id: string, pointer: string, known: Known): Finding[] {
  if (known.organizations.has(id)) return []
  const detail = `Expected the id of an organization of this catalogue, but there is no ${id}. Add the organization or name another one.`
  return [{ code: 'unknown-organization', pointer, detail }]
}

function unknownTaxonomy(id: string, pointer: string): Finding {
  const detail = `Expected the id of a taxonomy of this catalogue, but there is no ${id}. Add the taxonomy or name another one.`
  return { code: 'unknown-taxonomy', pointer, detail }
}

function missingTerm(taxonomy: string, term: string, pointer: string): Finding {
  const detail = `Expected a term of the taxonomy ${taxonomy}, but it has no ${term}. Add the term or name another one.`
  return { code: 'unknown-term', pointer, detail }
}

function unknownTerms(taxonomy: string, ids: readonly string[], { taxonomies }: Known): Finding[] {
  const pointer = `/terms${pointerTo(taxonomy)}`
  const terms = taxonomies.get(taxonomy)?.terms
  if (terms === undefined) return [unknownTaxonomy(taxonomy, pointer)]
  return ids.flatMap((id, index) => (terms.has(id) ? [] : [missingTerm(taxonomy, id, `${pointer}/${index}`)]))
}

function unknownTerm(named: { taxonomy: string; term: string }, pointer: string, { taxonomies }: Known): Finding[] {
  const terms = taxonomies.get(named.taxonomy)?.terms
  if (terms === undefined) return [unknownTaxonomy(named.taxonomy, `${pointer}/taxonomy`)]
  return terms.has(named.term) ? [] : [missingTerm(named.taxonomy, named.term, `${pointer}/term`)]
}

function brokenInTermQuestion(question: Question, pointer: string, { taxonomies }: Known): Finding[] {
  if (question.kind !== 'term') return []
  const answers = taxonomies.get(question.taxonomy)?.terms
  const own = answers === undefined ? [unknownTaxonomy(question.taxonomy, `${pointer}/taxonomy`)] : []
  const ofEffects = question.effects.flatMap(({ taxonomy }, index): Finding[] => {
    const place = `${pointer}/effects/${index}/taxonomy`
    const terms = taxonomies.get(taxonomy)?.terms
    if (terms === undefined) return [unknownTaxonomy(taxonomy, place)]
    const missing = [...(answers?.keys() ?? [])].filter((term) => !terms.has(term))
    if (missing.length === 0) return []
    const names = missing.length > 8 ? `${missing.slice(0, 8).join(', ')} …` : missing.join(', ')
    const detail = `Expected a taxonomy with all terms of ${question.taxonomy}, which are the answers, but ${taxonomy} lacks ${missing.length} of them: ${names}. Add them or name another taxonomy.`
    return [{ code: 'missing-terms', pointer: place, detail }]
  })
  return [...own, ...ofEffects]
}
