import { countBits, setBit } from './bits.js'
import { type Compiled, kindOf, organizationOf } from './compiled.js'
import type { Kind, TermEffect } from './documents.js'
import { fold } from './fair-key.js'
import { setKey, setsFor, type TermSet, termsOf } from './sight.js'
import { type CompiledTaxonomy, type Terms, taxonomyById } from './taxonomies.js'

/**
 * A release as planes of bits: for each set of terms that a question set can ask about one plane, with a bit for each
 * active service, at its position. Services that show the same of what weighs most stand side by side, so that whole
 * words, and whole blocks of words, can be passed over.
 */
export interface Planes {
  /** The 32-bit words of a plane with a bit for each position. */
  readonly words: number
  /** The words after these, with a bit for each word that is not 0: one for each block of 1,024 positions. */
  readonly blocks: number
  /** By position: the number of the service. */
  readonly services: Int32Array
  /** By position: the half of the key of its organization that the release fixes, folded as `mix` begins. */
  readonly folded: Uint32Array
  /** By organization: its positions, in the order of their services. */
  readonly ofOrganizations: Lists
  /** The organizations that have positions. */
  readonly keyed: Keyed
  /** All planes, one after the other. A plane goes by the place where it begins. */
  readonly bits: Int32Array
  /** By plane, from the first on: how many bits it has. */
  readonly sizes: Int32Array
  /** The plane of a kind. */
  readonly kinds: ReadonlyMap<Kind, number>
  /** The plane of who carries a term of any restrictive taxonomy. */
  readonly restricted: number
  /** By `setKey`: the planes of sets that many services show. */
  readonly common: ReadonlyMap<number, number>
  /** By term: the positions that carry it, where a set that has no plane needs them. */
  readonly rare: Lists
}

export interface Keyed {
  /** Their numbers. */
  readonly organizations: Int32Array
  /** The half of the key of each that the release fixes, folded as `mix` begins. */
  readonly folded: Uint32Array
}

/** The list of *n* stands from `starts[n]` up to, not with, `starts[n + 1]`. */
export interface Lists {
  readonly starts: Int32Array
  readonly positions: Int32Array
}

/** A set has a plane where at least one in so many services shows it: a list of its positions would take more memory. */
const rarity = 128

export function makePlanes(content: Compiled): Planes {
  const { terms, organizations } = content
  const { sets, leading } = askableSets(content)
  const services = arrange(content, leading)
  const words = (services.length + 31) >>> 5
  const blocks = (words + 31) >>> 5
  const { common, listed } = divide(content, sets, services)
  const kinds: readonly Kind[] = ['formal', 'informal']
  const own = kinds.length + 1
  const beginOf = (plane: number): number => plane * (words + blocks)
  const bits = new Int32Array(beginOf(own + common.length))
  const ofOrganizations = listByOrganization(content, services)
  const some = Int32Array.from(organizations.ids.keys()).filter(
    (o) => ofOrganizations.starts[o] !== ofOrganizations.starts[o + 1],
  )
  const planes: Omit<Planes, 'rare'> = {
    words,
    blocks,
    services,
    folded: Uint32Array.from(services, (s) => fold(organizations.rotated[organizationOf(content, s)] ?? 0)),
    ofOrganizations,
    keyed: { organizations: some, folded: Uint32Array.from(some, (o) => fold(organizations.rotated[o] ?? 0)) },
    bits,
    sizes: new Int32Array(own + common.length),
    kinds: new Map(kinds.map((kind, i) => [kind, beginOf(i)])),
    restricted: beginOf(kinds.length),
    common: new Map(common.map((set, i) => [setKey(set, terms), beginOf(own + i)])),
  }
  fillKinds(content, planes)
  fillRestricted(content, planes)
  const rare = fill(content, planes, { common, listed })
  for (const plane of planes.sizes.keys()) {
    markBlocks(bits, beginOf(plane), planes)
    planes.sizes[plane] = sizeOf(bits, beginOf(plane), words)
  }
  return { ...planes, rare }
}

/** Says in the last words of a plane which of the others are not 0. */
export function markBlocks(bits: Int32Array, begin: number, { words }: Pick<Planes, 'words'>): void {
  for (let word = 0; word < words; word += 1) if (bits[begin + word] !== 0) setBit(bits, begin + words, word)
}

function sizeOf(bits: Int32Array, begin: number, words: number): number {
  let size = 0
  for (let word = 0; word < words; word += 1) size += countBits(bits[begin + word] ?? 0)
  return size
}

/** All sets that a match may ask about, and those of them by which services are arranged. */
function askableSets({ terms, questionSets }: Compiled): {
  readonly sets: readonly TermSet[]
  readonly leading: readonly TermSet[]
} {
  const found = new Map<number, TermSet>()
  const add = (set: TermSet): unknown => found.set(setKey(set, terms), set)
  const all = [...questionSets.values()]
  const effects = all.flatMap(({ always, questions }) =>
    [...always.tokens, ...questions.flatMap(({ options }) => options)].flatMap((token) => token.effects),
  )
  for (const mode of ['require', 'prefer']) {
    for (const { effect, sets } of effects) if (effect.mode === mode) add(sets.has)
  }
  const leading = [...found.values()].slice(0, maximumLeading)
  for (const { effect, sets } of effects) {
    if (effect.mode === 'prefer') add(sets.fully)
    else if (effect.mode === 'exclude') add(sets.hit)
  }
  for (const taxonomy of terms.restrictive) add(taxonomy)
  for (const { mode, taxonomy } of all.flatMap(({ questions }) => questions.flatMap(({ effects }) => effects))) {
    for (const set of setsOfAnswers(terms, mode, taxonomyById(terms, taxonomy))) add(set)
  }
  return { sets: [...found.values()], leading }
}

/** Who is asked for a term has it, or an ancestor of it: for these a plane each, as all their unions would be many. */
function* setsOfAnswers(terms: Terms, mode: TermEffect['mode'], taxonomy: CompiledTaxonomy): Iterable<TermSet> {
  for (let term = taxonomy.from; term < taxonomy.to; term += 1) {
    const { fully, hit } = setsFor(terms, taxonomy, term)
    if (mode === 'exclude') yield hit
    else yield* [fully, { from: term, to: term + 1, above: false }]
  }
}

/** As many bits as a positive 32-bit integer has. */
const maximumLeading = 31

/** The numbers of the active services, those that show the same of the leading sets side by side. */
function arrange({ terms, services }: Compiled, leading: readonly TermSet[]): Int32Array {
  const masks = new Int32Array(terms.ids.length)
  for (const [i, set] of leading.entries()) {
    for (const term of termsOf(set, terms)) masks[term] = (masks[term] ?? 0) | (1 << (maximumLeading - 1 - i))
  }
  const { active, starts } = services
  const total = active.length
  // A double holds 53 bits: the number of the service, and of what it shows as much as fits before it.
  const numberBits = 32 - Math.clz32(total)
  const range = 2 ** numberBits
  const dropped = Math.max(0, maximumLeading + numberBits - 53)
  const keys = new Float64Array(total)
  let count = 0
  for (let s = 0; s < total; s += 1) {
    if (active[s] !== 1) continue
    let shown = 0
    const end = starts[s + 1] ?? 0
    for (let i = starts[s] ?? 0; i < end; i += 1) shown |= masks[services.terms[i] ?? 0] ?? 0
    keys[count] = (placeOf(shown) >>> dropped) * range + s
    count += 1
  }
  return Int32Array.from(keys.subarray(0, count).sort(), (key) => key % range)
}

/**
 * The place of what a service shows in the order of a Gray code, in which neighbours differ in one bit only: so more
 * words stay alike than in the order of numbers.
 */
function placeOf(shown: number): number {
  let place = shown
  for (let shift = 1; shift < 32; shift *= 2) place ^= place >>> shift
  return place
}

/** Divides sets into those that get a plane and those that do with lists of positions for each of their terms. */
function divide({ terms, services }: Compiled, sets: readonly TermSet[], arranged: Int32Array) {
  const before = new Int32Array(terms.ids.length + 1)
  for (const s of arranged) {
    const end = services.starts[s + 1] ?? 0
    for (let i = services.starts[s] ?? 0; i < end; i += 1) {
      const next = (services.terms[i] ?? 0) + 1
      before[next] = (before[next] ?? 0) + 1
    }
  }
  for (let term = 0; term < terms.ids.length; term += 1)
    before[term + 1] = (before[term + 1] ?? 0) + (before[term] ?? 0)
  const count = (from: number, to: number): number => (before[to] ?? 0) - (before[from] ?? 0)
  const common: TermSet[] = []
  const listed = new Uint8Array(terms.ids.length)
  for (const set of sets) {
    let total = count(set.from, set.to)
    if (set.above) for (const term of termsOf({ ...set, to: set.from }, terms)) total += count(term, term + 1)
    if (total * rarity >= arranged.length) common.push(set)
    else for (const term of termsOf(set, terms)) listed[term] = 1
  }
  return { common, listed }
}

interface Divided {
  readonly common: readonly TermSet[]
  readonly listed: Uint8Array
}

/** Sets the bits of the common planes, and lists the positions of what has none. */
function fill(
  content: Compiled,
  { bits, words, blocks, restricted, services }: Omit<Planes, 'rare'>,
  divided: Divided,
): Lists {
  const { starts, terms } = content.services
  const { common, listed } = divided
  const ofTerm = setsByTerm(content, common)
  const counts = new Int32Array(listed.length + 1)
  for (let position = 0; position < services.length; position += 1) {
    const s = services[position] ?? 0
    const end = starts[s + 1] ?? 0
    for (let i = starts[s] ?? 0; i < end; i += 1) {
      const term = terms[i] ?? 0
      if (listed[term] === 1) counts[term + 1] = (counts[term + 1] ?? 0) + 1
      const last = ofTerm.starts[term + 1] ?? 0
      for (let j = ofTerm.starts[term] ?? 0; j < last; j += 1) {
        setBit(bits, restricted + (1 + (ofTerm.positions[j] ?? 0)) * (words + blocks), position)
      }
    }
  }
  return listPositions(content, services, { listed, starts: sumUp(counts) })
}

function fillKinds(content: Compiled, { bits, kinds, services }: Omit<Planes, 'rare'>): void {
  for (let position = 0; position < services.length; position += 1) {
    setBit(bits, kinds.get(kindOf(content, services[position] ?? 0)) ?? 0, position)
  }
}

function fillRestricted(
  { terms, services: own }: Compiled,
  { bits, restricted, services }: Omit<Planes, 'rare'>,
): void {
  const isRestrictive = new Uint8Array(terms.ids.length)
  for (const { from, to } of terms.restrictive) isRestrictive.fill(1, from, to)
  for (let position = 0; position < services.length; position += 1) {
    const s = services[position] ?? 0
    const end = own.starts[s + 1] ?? 0
    for (let i = own.starts[s] ?? 0; i < end; i += 1) {
      if (isRestrictive[own.terms[i] ?? 0] === 1) setBit(bits, restricted, position)
    }
  }
}

/** By term: the places in `common` of the sets that it is in. */
function setsByTerm({ terms }: Compiled, common: readonly TermSet[]): Lists {
  const counts = new Int32Array(terms.ids.length + 1)
  for (const set of common) for (const term of termsOf(set, terms)) counts[term + 1] = (counts[term + 1] ?? 0) + 1
  const starts = sumUp(counts)
  const next = starts.slice()
  const positions = new Int32Array(starts.at(-1) ?? 0)
  for (const [i, set] of common.entries()) {
    for (const term of termsOf(set, terms)) {
      positions[next[term] ?? 0] = i
      next[term] = (next[term] ?? 0) + 1
    }
  }
  return { starts, positions }
}

function listPositions(
  { services: { starts: termStarts, terms } }: Compiled,
  services: Int32Array,
  { listed, starts }: { readonly listed: Uint8Array; readonly starts: Int32Array },
): Lists {
  const next = starts.slice()
  const positions = new Int32Array(starts.at(-1) ?? 0)
  for (let position = 0; position < services.length; position += 1) {
    const s = services[position] ?? 0
    const end = termStarts[s + 1] ?? 0
    for (let i = termStarts[s] ?? 0; i < end; i += 1) {
      const term = terms[i] ?? 0
      if (listed[term] !== 1) continue
      positions[next[term] ?? 0] = position
      next[term] = (next[term] ?? 0) + 1
    }
  }
  return { starts, positions }
}

function listByOrganization(
  { organizations, services: { organizations: ofServices } }: Compiled,
  services: Int32Array,
): Lists {
  const positionOf = new Int32Array(ofServices.length).fill(-1)
  const counts = new Int32Array(organizations.ids.length + 1)
  for (let position = 0; position < services.length; position += 1) {
    const s = services[position] ?? 0
    const organization = ofServices[s] ?? 0
    positionOf[s] = position
    counts[organization + 1] = (counts[organization + 1] ?? 0) + 1
  }
  const starts = sumUp(counts)
  const next = starts.slice()
  const positions = new Int32Array(services.length)
  for (let s = 0; s < positionOf.length; s += 1) {
    const position = positionOf[s] ?? -1
    if (position === -1) continue
    const organization = ofServices[s] ?? 0
    positions[next[organization] ?? 0] = position
    next[organization] = (next[organization] ?? 0) + 1
  }
  return { starts, positions }
}

/** Counts, each one place further on, become starts. */
function sumUp(counts: Int32Array): Int32Array {
  for (let i = 1; i < counts.length; i += 1) counts[i] = (counts[i] ?? 0) + (counts[i - 1] ?? 0)
  return counts
}
