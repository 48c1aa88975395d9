import { findSettled, searchLowest } from './lowest-keys.js'
import { none, type PlannedAsk, type Test, unionAt } from './planned-ask.js'
import { type Found, type Ground, type Look, mostBlocks, ofRank, rankOf, resetBest, worst } from './search.js'
import { searchBlocks } from './search-blocks.js'
import { searchPositions } from './search-positions.js'

/**
 * Chooses the block in which searches begin: that in which most of what is asked, the rarest first, may be shown by the
 * same words. Any block would do, but who is good is found soon there, and then most others can be passed over.
 */
export function chooseStart({ alive, planes, ask, search }: Ground): void {
  search.start = none
  search.nextCount = 0
  search.lowest = undefined
  if (planes.blocks <= fewBlocks) return
  const { byRarity } = ask
  search.start = 0
  let most = -1
  for (let block = 0; block < planes.blocks && most < byRarity.length; block += 1) {
    const place = planes.words + block
    let words = alive[place] ?? 0
    let shown = -1
    while (words !== 0 && shown < byRarity.length) {
      shown += 1
      if (shown < byRarity.length) words &= maybeShownAt(ask, byRarity[shown] ?? 0, place)
    }
    if (shown <= most) continue
    most = shown
    search.start = block
  }
}

/** These are searched at once. Of more only some at first, as who is good among them spares many of the others. */
const fewBlocks = 8

/**
 * The first, where the last look saw it already: only where who is taken leaves the others of its organization out.
 */
export function findNext(ground: Ground, look: Look): Found | undefined {
  const { search, alive, ask } = ground
  const { kind, tierLimit, covered } = look
  const { next, nextKeys, nextKind, nextCovered } = search
  if (nextKind !== none && nextKind !== kind) return undefined
  if (covered.size !== nextCovered && !takeOverNext(ground, look)) return undefined
  const found = ofRank(search.rank)
  if (found.tier >= tierLimit) return undefined
  for (let place = 0; place < search.nextCount; place += 1) {
    const position = next[place] ?? 0
    const bit = 1 << (position & 31)
    const ofKind = kind === undefined ? -1 : (ask.bits[kind + (position >>> 5)] ?? 0)
    if (((alive[position >>> 5] ?? 0) & ofKind & bit) === 0) continue
    search.nextCount -= 1
    next.copyWithin(place, place + 1)
    nextKeys.copyWithin(place, place + 1)
    return { position, ...found }
  }
  return undefined
}

/**
 * Takes over who came next beside fewer choices where they come next beside these too: who meets all demands and has all
 * wishes fully does, while each of them earns more than nothing.
 *
 * @returns whether they do
 */
function takeOverNext(ground: Ground, { covered }: Look): boolean {
  const { search, ask } = ground
  if (search.rank !== rankOf(0, 0, search.total)) return false
  weighWishes(ground, covered)
  if (ask.tests.some(({ wish }, test) => wish !== undefined && search.losses[test] === 0)) return false
  search.rank = rankOf(0, 0, search.total)
  search.nextCovered = covered.size
  return true
}

/**
 * Finds the first by rule 3 of section 6 in planes of bits.
 *
 * Tier, failed demands and gain make one number, the rank. The words of some blocks at a time, as far as somebody in
 * them may come up to the best rank until now, are divided by what is asked, one thing after the other, into who shows
 * it and who doesn't, and who can't come up to the best any more is passed over.
 */
export function findFirst(ground: Ground, look: Look): Found | undefined {
  const { search } = ground
  search.nextKind = look.kind ?? none
  search.nextCovered = look.covered.size
  // As `slice` would make another typed array, which takes far longer.
  const known: number[] = []
  for (let place = 0; place < search.nextCount; place += 1) known.push(search.next[place] ?? 0)
  startSearch(ground, look)
  // Mostly somebody meets every demand, so that is required first.
  resetBest(search, rankOf(0, 0, 0))
  // Who came next before may not be first now, but soon shows how good the first must be.
  searchPositions(ground, known)
  searchAll(ground)
  if (search.position === none && ground.ask.demands.length > 0) {
    resetBest(search, worst)
    searchAll(ground)
  }
  return search.position === none ? undefined : { position: search.position, ...ofRank(search.rank) }
}

function searchAll(ground: Ground): void {
  const { search, planes } = ground
  if (search.lowest !== undefined) searchLowest(ground)
  else if (search.position === none && search.start !== none) searchBlocks(ground, search.start, search.start + 1)
  let count = fewBlocks
  // Nobody has a better rank than who has all.
  for (let block = 0; block < planes.blocks && rankOf(0, 0, search.total) >= search.rank; ) {
    const end = Math.min(planes.blocks, block + count)
    searchBlocks(ground, block, end)
    block = end
    count = Math.min(4 * count, mostBlocks)
  }
  if (search.isSettled) findSettled(ground)
}

function startSearch(ground: Ground, { kind, tierLimit, covered }: Look): void {
  const { ask, search } = ground
  search.kind = kind ?? none
  search.tierLimit = tierLimit
  search.position = none
  for (let i = 0; i < ask.tests.length; i += 1) search.isPassed[i] = 0
  weighWishes(ground, covered)
}

function weighWishes({ ask, search }: Ground, covered: Look['covered']): void {
  const { tests } = ask
  search.total = 0
  for (let i = 0; i < tests.length; i += 1) {
    const { wish, isFully } = tests[i] as Test
    search.losses[i] = 0
    if (wish === undefined) continue
    const shift = covered.has(wish) ? 1 : 0
    const full = wish.points >> shift
    search.losses[i] = isFully ? full - ((wish.points >> 1) >> shift) : full
    if (!isFully) search.total += full
  }
}

/** In which words of a block somebody may show it. */
function maybeShownAt(ask: PlannedAsk, test: number, place: number): number {
  const { union, unless } = ask.tests[test] as Test
  return unless === none ? unionAt(ask, union, place) : -1
}
