import type { AskedWish, Demand } from './ask.js'
import { organizationOf } from './compiled.js'
import { isBeforeByKey, mix, unmix } from './fair-key.js'
import { doubtful, firstDemand, hit, maybeMetAt, metAt, type PlannedAsk, unionAt } from './planned-ask.js'
import { placeOf } from './rotated-halves.js'
import { type Found, type Ground, type Look, none, ofRank, rankOf, type Search, worst } from './search.js'

/**
 * Chooses the block in which searches begin: that in which most of what is asked, the rarest first, may be shown by the
 * same words. Any block would do, but who is good is found soon there, and then most others can be passed over.
 */
export function chooseStart({ alive, planes, ask, search }: Ground): void {
  const { byRarity } = ask
  search.start = 0
  search.next.length = 0
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

/**
 * The first, where the last look saw it already: only where who is taken leaves the others of its organization out.
 */
export function findNext({ search, alive, ask }: Ground, { kind, tierLimit, covered }: Look): Found | undefined {
  const { next, nextKind, nextCovered } = search
  if (covered.size !== nextCovered || (nextKind !== none && nextKind !== kind)) return undefined
  const found = ofRank(search.rank)
  if (found.tier >= tierLimit) return undefined
  for (const [place, position] of next.entries()) {
    const bit = 1 << (position & 31)
    const ofKind = kind === undefined ? -1 : (ask.bits[kind + (position >>> 5)] ?? 0)
    if (((alive[position >>> 5] ?? 0) & ofKind & bit) === 0) continue
    next.splice(place, 1)
    return { position, ...found }
  }
  return undefined
}

/**
 * Finds the first by rule 3 of section 6 in planes of bits.
 *
 * Tier, failed demands and gain make one number, the rank. A block is looked at as a word is, its words taking the place
 * of services: who could have the lowest tier, and of these who could reach the best rank until now. All others are
 * passed over, so most services are never looked at one by one.
 */
export function findFirst(ground: Ground, look: Look): Found | undefined {
  const { search, planes } = ground
  search.nextKind = look.kind ?? none
  search.nextCovered = look.covered.size
  const known = search.next.slice()
  startSearch(ground, look)
  // Who came next before may not be first now, but soon shows how good the first must be.
  for (const position of known) searchPosition(ground, position)
  const { start } = search
  searchBlock(ground, start)
  for (let block = 0; block < planes.blocks; block += 1) {
    if (block !== start) searchBlock(ground, block)
    if (isWorthSettling(ground, block + 1)) settle(ground)
  }
  if (search.isSettled) findAmongEquals(ground)
  return search.position === none ? undefined : { position: search.position, ...ofRank(search.rank) }
}

function startSearch(ground: Ground, { kind, tierLimit, covered }: Look): void {
  const { ask, search } = ground
  search.kind = kind ?? none
  search.tierLimit = tierLimit
  search.position = none
  search.total = 0
  for (let i = 0; i < ask.wishes.length; i += 1) {
    const wish = ask.wishes[i] as AskedWish
    const shift = covered.has(wish) ? 1 : 0
    const full = wish.points >> shift
    search.full[i] = full
    search.half[i] = (wish.points >> 1) >> shift
    search.total += full
  }
  raiseTo(ground, worst)
}

/** Sets the rank to reach, and finds what that takes. */
function raiseTo({ ask, search }: Ground, rank: number): void {
  const { required, total, tierLimit, full } = search
  const { byRarity, demands } = ask
  let count = 0
  let demanded = 0
  for (let i = 0; i < byRarity.length; i += 1) {
    const place = byRarity[i] ?? 0
    if (place >= demands.length) {
      const isRequired = total - (full[place - demands.length] ?? 0) < rank
      search.isRequired[place - demands.length] = isRequired ? 1 : 0
      if (!isRequired) continue
    } else {
      const { tierBit } = demands[place] as Demand
      if (tierBit > 0 && tierBit < tierLimit && rankOf(tierBit, 1, total) >= rank) continue
      demanded += 1
    }
    required[count] = place
    count += 1
  }
  search.requiredCount = count
  search.isAllDemanded = demanded === demands.length
  search.rank = rank
  search.standing = worstStanding
  search.equals = 0
  search.next.length = 0
  search.lastKey = Number.POSITIVE_INFINITY
  search.isSettled = false
  search.raised += 1
}

/**
 * Among very many equals the first is found by going through the keys from the lowest up: it has none above that of the
 * first who was seen. Worth it as soon as fewer keys are below that one than equals are likely still to come.
 */
function isWorthSettling({ planes, search }: Ground, done: number): boolean {
  if (search.isSettled || planes.byRotated === undefined || search.standing !== 0 || search.count !== 0) return false
  return (search.equals / done) * (planes.blocks - done) > search.key
}

/** From here on only who has a better rank is looked for. */
function settle(ground: Ground): void {
  raiseTo(ground, ground.search.rank + 1)
  ground.search.isSettled = true
}

/** Finds the first of rank `search.rank` − 1, the best there is, all open and nobody in doubt, by the key of its organization. */
function findAmongEquals(ground: Ground): void {
  const { search, planes, fair } = ground
  const { byRotated, ofOrganizations } = planes
  if (byRotated === undefined) return
  const { halves, organizations } = byRotated
  const last = search.key
  raiseTo(ground, search.rank - 1)
  search.position = none
  search.standing = 0
  search.count = 0
  search.key = Number.POSITIVE_INFINITY
  for (let key = 0; key <= last && search.position === none; key += 1) {
    const half = (unmix(key) ^ fair) >>> 0
    let place = placeOf(byRotated, half)
    for (; place !== -1 && halves[place] === half; place += 1) {
      const organization = organizations[place] ?? 0
      const end = ofOrganizations.starts[organization + 1] ?? 0
      for (let i = ofOrganizations.starts[organization] ?? 0; i < end; i += 1) {
        searchPosition(ground, ofOrganizations.positions[i] ?? 0)
      }
    }
  }
  // Only some of the others were seen.
  search.next.length = 0
}

/** The words of a block in which somebody may show all that is required. */
function mayMeet({ ask, search }: Ground, place: number, words: number): number {
  const { required, requiredCount } = search
  let left = words
  for (let i = 0; i < requiredCount && left !== 0; i += 1) left &= maybeShownAt(ask, required[i] ?? 0, place)
  return left
}

/** In which words of a block somebody may meet a demand or, where the place is past these, have a wish. */
function maybeShownAt(ask: PlannedAsk, next: number, place: number): number {
  const count = ask.demands.length
  return next < count ? maybeMetAt(ask, next, place) : unionAt(ask, ask.firstHas + next - count, place)
}

function searchBlock(ground: Ground, block: number): void {
  const { planes, alive, search } = ground
  const place = planes.words + block
  const open = mayMeet(ground, place, alive[place] ?? 0)
  const lowest = lowestTier(ground, place, open)
  const { tier } = search
  if (lowest === 0) return
  searchWords(ground, block, reachingBest(ground, place, lowest))
  // Where nobody had that tier after all, others may come first.
  if (rankOf(tier + 1, 0, search.total) >= search.rank) searchWords(ground, block, open & ~lowest)
}

/** Searches those of 32 words of which the bit is set. */
function searchWords(ground: Ground, block: number, words: number): void {
  const { alive, search } = ground
  const { at, able } = search
  let count = 0
  for (let left = words; left !== 0; left &= left - 1) {
    const word = (block << 5) + 31 - Math.clz32(left & -left)
    at[count] = word
    able[count] = alive[word] ?? 0
    count += 1
  }
  count = keepMeeting(ground, count)
  for (let i = 0; i < count; i += 1) {
    const { raised } = search
    searchWord(ground, at[i] ?? 0, able[i] ?? 0)
    if (search.raised === raised) continue
    // More is required now, also in the words that are left.
    at.copyWithin(0, i + 1, count)
    able.copyWithin(0, i + 1, count)
    count = keepMeeting(ground, count - i - 1)
    i = -1
  }
}

/**
 * Keeps, of the words listed in the search, those where somebody shows all that is required: one union after the other
 * over all words, which takes far less time than one word after the other.
 *
 * @returns how many are left
 */
function keepMeeting({ ask, search }: Ground, listed: number): number {
  const { at, able, required, requiredCount } = search
  const { bits, parts, starts, demands, firstHas, isForUntagged } = ask
  let count = listed
  for (let i = 0; i < requiredCount && count > 0; i += 1) {
    const next = required[i] ?? 0
    const isDemand = next < demands.length
    const union = isDemand ? firstDemand + next : firstHas + next - demands.length
    const start = starts[union] ?? 0
    const isOne = (starts[union + 1] ?? 0) === start + 1 && !(isDemand && isForUntagged[next] === 1)
    const begin = parts[start] ?? 0
    let kept = 0
    for (let j = 0; j < count; j += 1) {
      const word = at[j] ?? 0
      const shown = isOne ? bits[begin + word] : isDemand ? metAt(ask, next, word) : unionAt(ask, union, word)
      const left = (able[j] ?? 0) & (shown ?? 0)
      at[kept] = word
      able[kept] = left
      if (left !== 0) kept += 1
    }
    count = kept
  }
  return count
}

function searchPosition(ground: Ground, position: number): void {
  const { alive, search } = ground
  const word = position >>> 5
  search.at[0] = word
  search.able[0] = (alive[word] ?? 0) & (1 << (position & 31))
  if (search.able[0] !== 0 && keepMeeting(ground, 1) === 1) searchWord(ground, word, search.able[0] ?? 0)
}

function searchWord(ground: Ground, word: number, able: number): void {
  const { ask, search } = ground
  const open = able & ~unionAt(ask, hit, word)
  if (open === 0) return
  const lowest = lowestTier(ground, word, open)
  if (lowest === 0) return
  const services = reachingBest(ground, word, lowest)
  if (services === 0) return
  const { tier, failed, isUneven } = search
  const doubts = unionAt(ask, doubtful, word)
  const behind = rankOf(tier, failed, 0)
  const highest = behind + search.total - search.lost
  if (highest === search.rank && !isUneven && !search.isSettled) {
    considerEquals(ground, word, earnMost(search, services), doubts)
    return
  }
  for (let left = services; left !== 0; left &= left - 1) {
    const bit = left & -left
    const rank = gainOf(search, bit) + (isUneven ? rankOf(tier, failedOf(ask, word, bit), 0) : behind)
    if (rank < search.rank) continue
    if (rank > search.rank || search.isSettled) raiseTo(ground, rank)
    considerEquals(ground, word, bit, doubts)
  }
}

/**
 * Who of some services has the lowest tier or, in a block, may have it. Nobody, where that is a worse one than that of
 * the best until now.
 */
function lowestTier({ ask, search, planes }: Ground, place: number, among: number): number {
  const { groups, bits } = ask
  const isBlock = place >= planes.words
  let lowest = search.kind === none ? among : among & (bits[search.kind + place] ?? 0)
  let tier = 0
  let failed = 0
  let isUneven = false
  // In a word these were met already. In a block each may be met by another service.
  const groupCount = search.isAllDemanded ? 0 : groups.length
  for (let i = 0; i < groupCount && lowest !== 0; i += 1) {
    const { tierBit, start, end } = groups[i] as PlannedAsk['groups'][number]
    let met = lowest
    for (let demand = start; demand < end && met !== 0; demand += 1) {
      met &= isBlock ? maybeMetAt(ask, demand, place) : metAt(ask, demand, place)
    }
    if (met !== 0) {
      lowest = met
      continue
    }
    tier |= tierBit
    failed += 1
    if (end - start > 1) isUneven = true
    if (tier >= search.tierLimit || rankOf(tier, failed, search.total) < search.rank) lowest = 0
  }
  search.tier = tier
  search.failed = failed
  search.isUneven = isUneven
  return lowest
}

/** Which of these, who have the tier that was found last, may come up to the best rank until now. */
function reachingBest(ground: Ground, place: number, among: number): number {
  const { search } = ground
  const slack = rankOf(search.tier, search.failed, search.total) - search.rank
  return slack < 0 ? 0 : reaching(ground, place, among, slack)
}

/**
 * Which of these may earn no less than all wishes together but `slack`; writes down who has what.
 */
function reaching({ ask, search }: Ground, place: number, among: number, slack: number): number {
  const { full, half } = search
  let left = among
  let lost = 0
  let seen = 0
  for (let i = 0; i < ask.wishes.length && left !== 0; i += 1) {
    const most = full[i] ?? 0
    const has = search.isRequired[i] === 1 ? left : unionAt(ask, ask.firstHas + i, place) & left
    if (has === 0) {
      lost += most
      if (lost > slack) left = 0
      continue
    }
    const less = half[i] ?? 0
    const fully = ask.isPlain[i] === 1 ? has : unionAt(ask, ask.firstFully + i, place) & left
    // Who has it not, or only widely, would lose more than there is to lose.
    if (lost + most > slack) left = has
    if (fully === 0) {
      lost += most - less
      if (lost > slack) left = 0
    } else if (lost + most - less > slack) left &= fully
    search.has[seen] = has
    search.fully[seen] = fully
    search.earned[seen] = most
    search.halved[seen] = less
    seen += 1
  }
  search.seen = seen
  search.lost = lost
  return left
}

/** Those of the services who earn all that any of them does. */
function earnMost({ seen, has, fully, earned, halved }: Search, services: number): number {
  let most = services
  for (let i = 0; i < seen; i += 1) {
    if (earned[i] === 0) continue
    if (fully[i] !== 0) most &= fully[i] ?? 0
    else if (halved[i] !== 0) most &= has[i] ?? 0
  }
  return most
}

/** What a service earns by the wishes that were seen last. */
function gainOf({ seen, has, fully, earned, halved }: Search, bit: number): number {
  let gain = 0
  for (let i = 0; i < seen; i += 1) {
    if (((has[i] ?? 0) & bit) !== 0) gain += (((fully[i] ?? 0) & bit) !== 0 ? earned[i] : halved[i]) ?? 0
  }
  return gain
}

function failedOf(ask: PlannedAsk, word: number, bit: number): number {
  let failed = 0
  for (let demand = ask.hardCount; demand < ask.demands.length; demand += 1) {
    if ((metAt(ask, demand, word) & bit) === 0) failed += 1
  }
  return failed
}

/** Takes for the best the first of services that have the best rank, where it comes before the best until now. */
function considerEquals(ground: Ground, word: number, services: number, doubts: number): void {
  const { content, planes, capacities, counts, fair, search } = ground
  const { rotated, services: numbers } = planes
  for (let left = search.standing < inDoubt ? services & ~doubts : services; left !== 0; left &= left - 1) {
    const bit = left & -left
    const position = (word << 5) + 31 - Math.clz32(bit)
    search.equals += 1
    const key = mix(fair ^ (rotated[position] ?? 0))
    if (key > search.lastKey && search.standing === 0 && search.count === 0) continue
    const standing = ((doubts & bit) === 0 ? 0 : inDoubt) + (capacities[position] ?? 0)
    if (standing > search.standing) continue
    const count = counts.size === 0 ? 0 : (counts.get(organizationOf(content, numbers[position] ?? 0)) ?? 0)
    const before = search.position
    if (standing === search.standing) {
      const order = count - search.count || key - search.key
      if (order > 0 || (order === 0 && !isBeforeByKey(content, fair, numbers[position] ?? 0, numbers[before] ?? 0))) {
        if (standing === 0 && count === 0) keepNext(ground, position)
        continue
      }
    }
    const wasFirst = search.standing === 0 && search.count === 0
    search.position = position
    search.standing = standing
    search.count = count
    search.key = key
    if (wasFirst && before !== none) keepNext(ground, before)
    else search.lastKey = Number.POSITIVE_INFINITY
  }
}

/** Keeps a position for the looks to come, if it is one of the first. */
function keepNext({ content, planes, fair, search }: Ground, position: number): void {
  const { services, rotated } = planes
  const { next } = search
  const service = services[position] ?? 0
  const organization = organizationOf(content, service)
  if (organization === organizationOf(content, services[search.position] ?? 0)) return
  const own = next.findIndex((other) => organizationOf(content, services[other] ?? 0) === organization)
  if (own !== -1) {
    if (isBeforeByKey(content, fair, service, services[next[own] ?? 0] ?? 0)) next[own] = position
    return
  }
  const place = next.findIndex((other) => isBeforeByKey(content, fair, service, services[other] ?? 0))
  next.splice(place === -1 ? next.length : place, 0, position)
  if (next.length > maximumNext) next.length = maximumNext
  const last = next.length === maximumNext ? next[maximumNext - 1] : undefined
  search.lastKey = last === undefined ? Number.POSITIVE_INFINITY : mix(fair ^ (rotated[last] ?? 0))
}

/** As many as are usually wanted at once: to keep more in order costs more than to search again where they are. */
const maximumNext = 3

/** Doubt goes before capacity. */
const inDoubt = 4
const worstStanding = 8
