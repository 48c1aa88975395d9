import type { Taxonomy, Term } from '../engine/index.js'
import type { Finding } from './document-problem.js'
import { checkDefaultLanguage, textsOfTaxonomy } from './texts.js'
import { checkUniqueIds } from './values.js'

/** The taxonomy that is built in: a service carries the kind of its organization. */
export const KIND = 'kind'

const MAX_DEPTH = 16

/** What must hold for a taxonomy beyond its schema: a forest of terms whose ids and codes can't be confused. */
export function checkTaxonomy(taxonomy: Taxonomy, defaultLanguage: string): Finding[] {
  return [
    ...checkReserved(taxonomy.id),
    ...checkDefaultLanguage(textsOfTaxonomy(taxonomy), defaultLanguage),
    ...checkUniqueIds(taxonomy.terms, '/terms', 'in the taxonomy'),
    ...checkCodes(taxonomy.terms),
    ...checkForest(taxonomy.terms),
  ]
}

function checkReserved(id: string): Finding[] {
  if (id !== KIND) return []
  const detail =
    'Expected another id: kind (formal, informal) is built in and comes from organizations. Rename the taxonomy.'
  return [{ code: 'reserved-id', pointer: '/id', detail }]
}

function checkCodes(terms: readonly Term[]): Finding[] {
  const ids = new Set(terms.map((term) => term.id))
  const owners = new Map<string, string>()
  const findings: Finding[] = []
  terms.forEach((term, index) => {
    for (const [position, code] of (term.codes ?? []).entries()) {
      const owner = owners.get(code)
      const clash = ids.has(code)
        ? 'it is the id of a term'
        : owner && owner !== term.id
          ? `${owner} has it too`
          : undefined
      owners.set(code, owner ?? term.id)
      if (clash === undefined) continue
      const detail = `Expected a code that stands for one term only, but ${clash}. Remove it from one of them.`
      findings.push({ code: 'repeated-code', pointer: `/terms/${index}/codes/${position}`, detail })
    }
  })
  return findings
}

function checkForest(terms: readonly Term[]): Finding[] {
  const byId = new Map(terms.map((term) => [term.id, term]))
  const { depths, cycles } = climb(byId)
  return terms.flatMap((term, index): Finding[] => {
    const pointer = `/terms/${index}/parent`
    const cycle = cycles.get(term.id)
    const depth = depths.get(term.id) ?? 1
    if (term.parent !== undefined && !byId.has(term.parent)) {
      const detail = `Expected the id of a term of this taxonomy, but there is no ${term.parent}. Add that term or name another one.`
      return [{ code: 'unknown-parent', pointer, detail }]
    }
    if (cycle !== undefined) {
      const detail = `Expected a parent that is a wider term, but these are each other's parents: ${named(cycle)}. Take the parent away from one of them.`
      return [{ code: 'cyclic-parents', pointer, detail }]
    }
    if (depth <= MAX_DEPTH) return []
    const detail = `Expected at most ${MAX_DEPTH} terms on the way from the widest one to this one, but there are ${depth}. Name a wider parent.`
    return [{ code: 'parents-too-deep', pointer, detail }]
  })
}

interface Climbed {
  /** 1 for a term without a parent; absent for terms on a cycle or below one. */
  readonly depths: ReadonlyMap<string, number>
  /** The ids of each cycle, by the first of them. */
  readonly cycles: ReadonlyMap<string, readonly string[]>
}

/** Climbs from every term to its widest one, over each step once: a taxonomy may hold 20,000 terms. */
function climb(byId: ReadonlyMap<string, Term>): Climbed {
  const depths = new Map<string, number>()
  const cycles = new Map<string, readonly string[]>()
  const climbed = new Set<string>()
  for (const start of byId.values()) {
    const way = new Set<string>()
    let term: Term | undefined = start
    while (term !== undefined && !climbed.has(term.id) && !way.has(term.id)) {
      way.add(term.id)
      term = term.parent === undefined ? undefined : byId.get(term.parent)
    }
    const ids = [...way]
    if (term !== undefined && way.has(term.id)) cycles.set(term.id, ids.slice(ids.indexOf(term.id)))
    let depth = term === undefined ? 0 : depths.get(term.id)
    for (const id of ids.toReversed()) {
      climbed.add(id)
      if (depth !== undefined) depths.set(id, ++depth)
    }
  }
  return { depths, cycles }
}

function named(ids: readonly string[]): string {
  return ids.length > 8 ? `${ids.slice(0, 8).join(', ')} …` : ids.join(', ')
}
