import { descend, nothingFailed } from './descend.js'
import { unmix } from './fair-key.js'
import { hit, none, type PlannedAsk, type Test, unionAt } from './planned-ask.js'
import { mayHave, organizationsWith } from './rotated-halves.js'
import {
  type Found,
  type Ground,
  type Look,
  maximumNext,
  mostBlocks,
  ofRank,
  rankOf,
  resetBest,
  worst,
} from './search.js'
import { siftInPlace, whoFail, whoPass } from './sift.js'

/**
 * Chooses the block in which searches begin: that in which most of what is asked, the rarest first, may be shown by the
 * same words. Any block would do, but who is good is found soon there, and then most others can be passed over.
 */
export function chooseStart({ alive, planes, ask, search }: Ground): void {
  search.start = none
  search.nextCount = 0
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
  for (const position of known) searchPosition(ground, position)
  searchAll(ground)
  if (search.position === none && ground.ask.demands.length > 0) {
    resetBest(search, worst)
    searchAll(ground)
  }
  return search.position === none ? undefined : { position: search.position, ...ofRank(search.rank) }
}

function searchAll(ground: Ground): void {
  const { search, planes } = ground
  if (search.position === none && search.start !== none) searchBlocks(ground, search.start, search.start + 1)
  let count = fewBlocks
  // Nobody has a better rank than who has all.
  for (let block = 0; block < planes.blocks && rankOf(0, 0, search.total) >= search.rank; ) {
    const end = Math.min(planes.blocks, block + count)
    searchBlocks(ground, block, end)
    settleIfWorth(ground, end)
    block = end
    count = Math.min(2 * count, mostBlocks)
  }
  if (search.isSettled) findAmongEquals(ground)
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

/** Whether who does not show it can come up to the best rank until now. */
function isRequired({ ask, search }: Ground, test: number): boolean {
  const { tierBit, wish } = ask.tests[test] as Test
  if (wish !== undefined) return search.total - (search.losses[test] ?? 0) < search.rank
  return tierBit === 0 || tierBit >= search.tierLimit || rankOf(tierBit, 1, search.total) < search.rank
}

/** Searches the words of these blocks in which somebody may come up to the best rank until now. */
function searchBlocks(ground: Ground, from: number, to: number): void {
  const { ask, search } = ground
  const { required } = search
  required.length = 0
  for (const test of ask.byRarity) if (isRequired(ground, test)) required.push(test)
  const [rarest = none] = required
  const plane = rarest === none ? undefined : onePlaneOf(ask, rarest)
  let count = listWords(ground, listBlocks(ground, from, to), plane)
  search.isPassed.fill(0)
  for (const test of required) {
    if (plane === undefined || test !== rarest) count = siftInPlace(ground, ask.tests[test] as Test, whoPass, 0, count)
    search.isPassed[test] = 1
  }
  count = siftInPlace(ground, { union: hit, unless: none }, whoFail, 0, count)
  if (count > 0) descend(ground, 0, count, 0, nothingFailed)
}

/** Where the plane begins of who passes a test, if it is one plane. */
function onePlaneOf({ tests, parts, starts }: PlannedAsk, test: number): number | undefined {
  const { union, unless } = tests[test] as Test
  const start = starts[union] ?? 0
  return unless === none && starts[union + 1] === start + 1 ? parts[start] : undefined
}

/**
 * Lists the blocks in which somebody may pass what is required, and in which of their words: behind where the list of
 * words will be.
 *
 * @returns where the list ends that begins at `blocksBegin`
 */
function listBlocks(ground: Ground, from: number, to: number): number {
  const { planes, alive, ask, search } = ground
  const { at, able, kind } = search
  let end = blocksBegin
  for (let block = from; block < to; block += 1) {
    const place = planes.words + block
    at[end] = place
    able[end] = kind === none ? (alive[place] ?? 0) : (alive[place] ?? 0) & (ask.bits[kind + place] ?? 0)
    end += 1
  }
  for (const required of search.required) {
    const test = ask.tests[required] as Test
    // Of a block only what somebody in it shows is known, not what somebody doesn't.
    if (test.unless === none) end = siftInPlace(ground, test, whoPass, blocksBegin, end)
  }
  return end
}

const blocksBegin = 32 * mostBlocks

/**
 * Lists the words of the blocks listed, from 0 on, and who in each of them may be chosen and shows a plane.
 *
 * @param blocksEnd where the list of blocks ends
 */
function listWords({ planes, alive, ask, search }: Ground, blocksEnd: number, plane: number | undefined): number {
  const { at, able, kind } = search
  let count = 0
  for (let i = blocksBegin; i < blocksEnd; i += 1) {
    const begin = ((at[i] ?? 0) - planes.words) << 5
    for (let words = able[i] ?? 0; words !== 0; words &= words - 1) {
      const word = begin + 31 - Math.clz32(words & -words)
      let left = alive[word] ?? 0
      if (kind !== none) left &= ask.bits[kind + word] ?? 0
      if (plane !== undefined) left &= ask.bits[plane + word] ?? 0
      at[count] = word
      able[count] = left
      count += (left | -left) >>> 31
    }
  }
  return count
}

/** Which of 32 services may be chosen. */
function openAt({ alive, ask, search }: Ground, word: number): number {
  const open = (alive[word] ?? 0) & ~unionAt(ask, hit, word)
  return search.kind === none ? open : open & (ask.bits[search.kind + word] ?? 0)
}

/** In which words of a block somebody may show it. */
function maybeShownAt(ask: PlannedAsk, test: number, place: number): number {
  const { union, unless } = ask.tests[test] as Test
  return unless === none ? unionAt(ask, union, place) : -1
}

function searchPosition(ground: Ground, position: number): void {
  const { search } = ground
  const word = position >>> 5
  search.at[0] = word
  search.able[0] = openAt(ground, word) & (1 << (position & 31))
  search.isPassed.fill(0)
  if (search.able[0] !== 0) descend(ground, 0, 1, 0, nothingFailed)
}

/**
 * Among very many equals the first is found by going through the keys from the lowest up: it has none above that of the
 * first who was seen. Worth it as soon as fewer keys are below that one than equals are likely still to come.
 *
 * @param done blocks
 */
function settleIfWorth({ planes, search }: Ground, done: number): void {
  if (search.isSettled || planes.byRotated === undefined || search.standing !== 0 || search.count !== 0) return
  const worth = ((search.equals / done) * (planes.blocks - done)) / equalsForKey
  if (worth <= search.key) return
  // From here on only who has a better rank is looked for.
  resetBest(search, search.rank + 1)
  search.isSettled = true
  search.worth = worth
}

/** How many equals are looked at in the time that it takes to ask whose a key is. */
const equalsForKey = 4

/** Finds the first of rank `search.rank` − 1, the best there is, all open and nobody in doubt, by the key of its organization. */
function findAmongEquals(ground: Ground): void {
  const { search, planes, fair } = ground
  const { byRotated, ofOrganizations } = planes
  if (byRotated === undefined) return
  const { worth } = search
  resetBest(search, search.rank - 1)
  search.position = none
  for (let key = 0; key <= worth && search.nextCount < maximumNext; key += 1) {
    const half = (unmix(key) ^ fair) >>> 0
    if (!mayHave(byRotated, half)) continue
    for (const organization of organizationsWith(byRotated, half)) {
      const end = ofOrganizations.starts[organization + 1] ?? 0
      for (let i = ofOrganizations.starts[organization] ?? 0; i < end; i += 1) {
        searchPosition(ground, ofOrganizations.positions[i] ?? 0)
      }
    }
  }
}
