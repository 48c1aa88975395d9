import type { Ask, AskedWish } from './ask.js'
import type { Blocked, Field, Hunt, Seat, Taken } from './candidates.js'
import { type Index, kindOf } from './compiled.js'
import type { Kind } from './documents.js'
import type { CompiledQuestionSet } from './question-sets.js'
import { look } from './sight.js'

/** What the judge knows of one match. */
export interface Case extends Hunt {
  readonly index: Index
  readonly rules: CompiledQuestionSet
}

export interface Chosen {
  readonly choices: readonly Taken[]
  readonly alternatives: readonly Taken[]
  readonly shortfall: { readonly [K in Kind]?: number }
  /** Wishes of spread questions that a choice has. */
  readonly covered: ReadonlySet<AskedWish>
  /** Where there are fewer choices than there should be. */
  readonly blocked: Blocked | undefined
}

/** Chooses one service at a time (section 6), and then the alternatives. */
export function choose(of: Case, alternatives: number): Chosen {
  const { index, asked, rules } = of
  const { content } = index
  const field = index.candidates.open(of)
  const owing = countedMinimum(of)
  const covered = new Set<AskedWish>()
  const choices: Taken[] = []
  for (let seats = rules.size; seats > 0; seats -= 1) {
    const taken = field.take({ kept: keptFor(field, owing, seats), covered })
    if (taken === undefined) break
    choices.push(taken)
    const kind = kindOf(content, taken.service)
    owing.set(kind, (owing.get(kind) ?? 0) - 1)
    const shows = look(content, taken.service)
    for (const wish of asked.wishes) if (wish.spread && shows(wish.has)) covered.add(wish)
  }
  const blocked = choices.length < rules.size ? field.blocked() : undefined
  const more: Taken[] = []
  if (alternatives > 0) field.startAlternatives()
  while (more.length < alternatives) {
    const taken = field.take({ kept: undefined, covered })
    if (taken === undefined) break
    more.push(taken)
  }
  const shortfall: { [K in Kind]?: number } = {}
  for (const [kind, owed] of owing) if (owed > 0) shortfall[kind] = owed
  return { choices, alternatives: more, shortfall, covered, blocked }
}

const kinds: readonly Kind[] = ['formal', 'informal']

/** How many of each kind there have to be: none where the resident's own word is against it. */
function countedMinimum({ asked, rules }: Case): Map<Kind, number> {
  return new Map(kinds.map((kind) => [kind, isUnwanted(kind, asked) ? 0 : rules.minimum[kind]]))
}

function isUnwanted(kind: Kind, { exclusions, demands }: Ask): boolean {
  return (
    exclusions.some(({ named }) => named.taxonomy === 'kind' && named.term === kind) ||
    demands.some(({ named }) => named.taxonomy === 'kind' && !named.terms.includes(kind))
  )
}

/**
 * The kinds to which this choice is kept (rule 2), or undefined where it is free.
 *
 * @param seats the choices still to make, this one included
 */
function keptFor(field: Field, owing: ReadonlyMap<Kind, number>, seats: number): Seat['kept'] {
  let wanted = 0
  for (const owed of owing.values()) wanted += Math.max(0, owed)
  if (wanted < seats) return undefined
  const owed = field.room(new Map([...owing].filter(([, owed]) => owed > 0)))
  let kept = 0
  for (const choices of owed.values()) kept += choices
  return kept === seats ? new Set(owed.keys()) : undefined
}
