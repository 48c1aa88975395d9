import type { Peer, Query } from './peer.js'

/**
 * Results compared first, then all take turns, so that what else the machine does falls on each alike. Before each timed
 * run the same peer does the answers before these, untimed: a server finds its own data and code in the caches of the
 * processor, not what another way to match left there.
 */

/** About as many matches as a busy server does one after the other; of a peer that is slow, as many as fit the time. */
const warmingRuns = 8
const warmingMilliseconds = 20

export interface Timed {
  readonly name: string
  readonly queries: number
  /** Microseconds: of the least of all rounds for the same answers. */
  readonly p50: number
  readonly p99: number
  readonly worst: number
  /** Of every run. */
  readonly allP99: number
}

/** @throws Error where a peer chooses otherwise than the first */
export async function compare(peers: readonly Peer[], queries: readonly Query[]): Promise<void> {
  for (const [q, query] of queries.entries()) {
    const expected = JSON.stringify(await peers[0]!.pick(query))
    for (const peer of peers) {
      if (q >= (peer.queryLimit ?? queries.length)) continue
      const found = JSON.stringify(await peer.pick(query))
      if (found === expected) continue
      throw new Error(`${peer.name} differs for ${JSON.stringify(query.answers)}:\n  ${found}\n  ${expected}`)
    }
  }
}

export async function time(peers: readonly Peer[], queries: readonly Query[], rounds: number): Promise<Timed[]> {
  const times = peers.map(() => queries.map((): number[] => []))
  for (let round = 0; round < rounds; round += 1) {
    for (const [q, query] of queries.entries()) {
      for (let turn = 0; turn < peers.length; turn += 1) {
        const p = (turn + q + round) % peers.length
        const peer = peers[p]!
        if (q >= (peer.queryLimit ?? queries.length)) continue
        await warm(peer, queries, q)
        times[p]![q]!.push(await timed(peer, query))
      }
    }
  }
  return peers.map(({ name }, p) => {
    const runs = times[p]!.filter((each) => each.length > 0)
    const least = runs.map((each) => Math.min(...each))
    const worst = Math.max(...least)
    const [p50, p99] = [quantile(least, 0.5), quantile(least, 0.99)]
    return { name, queries: runs.length, p50, p99, worst, allP99: quantile(runs.flat(), 0.99) }
  })
}

async function warm(peer: Peer, queries: readonly Query[], next: number): Promise<void> {
  const end = performance.now() + warmingMilliseconds
  for (let before = warmingRuns; before > 0; before -= 1) {
    await peer.pick(queries.at((next - before) % queries.length)!)
    if (performance.now() > end) return
  }
}

async function timed(peer: Peer, query: Query): Promise<number> {
  const start = process.hrtime.bigint()
  const picked = peer.pick(query)
  if (picked instanceof Promise) await picked
  return Number(process.hrtime.bigint() - start) / 1000
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!
}
