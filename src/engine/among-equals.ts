import { organizationOf } from './compiled.js'
import { fold, isBeforeByKey, mixFolded } from './fair-key.js'
import { doubtful, none, onlyPlaneOf, passingAt } from './planned-ask.js'
import { type Ground, highestKey, inDoubt, maximumNext, type Search } from './search.js'

/** Rule 3 of section 6 from doubt on, among services of the best rank until now. */

/** Takes for the best the first of those in a list, where it comes before the best until now. */
export function considerEquals(ground: Ground, from: number, to: number): void {
  const { ask, fair, search } = ground
  const { folded } = ground.planes
  const { at, able } = search
  const foldedFair = fold(fair)
  const doubtPlane = onlyPlaneOf(ask, doubtful)
  let limit = limitOf(search)
  let equals = 0
  for (let i = from; i < to; i += 1) {
    const word = at[i] ?? 0
    const doubts = doubtPlane === none ? passingAt(ask, doubtful, word) : (ask.bits[doubtPlane + word] ?? 0)
    let left = able[i] ?? 0
    if (search.standing < inDoubt) left &= ~doubts
    for (; left !== 0; left &= left - 1) {
      const bit = left & -left
      const position = (word << 5) + 31 - Math.clz32(bit)
      equals += 1
      const mixed = mixFolded(foldedFair ^ (folded[position] ?? 0))
      if (mixed >>> 16 > limit) continue
      consider(ground, position, fold(mixed) >>> 0, (doubts & bit) === 0 ? 0 : inDoubt)
      limit = limitOf(search)
    }
  }
  search.equals += equals
}

/** Who has a key with upper 16 bits above these doesn't matter any more. */
function limitOf({ standing, count, lastKey }: Search): number {
  return standing === 0 && count === 0 ? lastKey >>> 16 : 0xffff
}

function consider(ground: Ground, position: number, key: number, doubt: number): void {
  const { content, planes, capacities, counts, fair, search } = ground
  const { services } = planes
  const standing = doubt + (capacities[position] ?? 0)
  if (standing > search.standing) return
  const service = services[position] ?? 0
  const count = counts.size === 0 ? 0 : (counts.get(organizationOf(content, service)) ?? 0)
  if (standing === search.standing) {
    const order = count - search.count || key - search.key
    if (order > 0 || (order === 0 && !isBeforeByKey(content, fair, service, services[search.position] ?? 0))) {
      if (standing === 0 && count === 0) keepNext(ground, position, key)
      return
    }
  }
  const { position: before, key: keyBefore } = search
  const wasFirst = search.standing === 0 && search.count === 0 && before !== none
  search.position = position
  search.standing = standing
  search.count = count
  search.key = key
  if (wasFirst) keepNext(ground, before, keyBefore)
  else search.lastKey = highestKey
}

/** Keeps a position for the looks to come, if it is one of the first. */
function keepNext({ content, planes, fair, search }: Ground, position: number, key: number): void {
  const { services } = planes
  const { next, nextKeys } = search
  const service = services[position] ?? 0
  const organization = organizationOf(content, service)
  const isOwn = (other: number): boolean => organizationOf(content, services[other] ?? 0) === organization
  // All of an organization have the same key.
  if (key === search.key && isOwn(search.position)) return
  let place = 0
  for (; place < search.nextCount && key >= (nextKeys[place] ?? 0); place += 1) {
    if (key !== nextKeys[place]) continue
    const other = next[place] ?? 0
    const isBefore = isBeforeByKey(content, fair, service, services[other] ?? 0)
    if (isOwn(other)) {
      if (isBefore) next[place] = position
      return
    }
    if (isBefore) break
  }
  if (place >= maximumNext) return
  const count = Math.min(maximumNext, search.nextCount + 1)
  // By hand: `copyWithin` takes far longer for so few.
  for (let i = count - 1; i > place; i -= 1) {
    next[i] = next[i - 1] ?? 0
    nextKeys[i] = nextKeys[i - 1] ?? 0
  }
  next[place] = position
  nextKeys[place] = key
  search.nextCount = count
  if (count === maximumNext) search.lastKey = nextKeys[count - 1] ?? 0
}
