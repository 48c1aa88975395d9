import type { Receipt } from '../engine/index.js'
import type { MatchReply, MatchRequest } from './matching.js'

/** Whether a match made again is that of the receipt; `reason` says what differs, as a sentence. */
export type Replay =
  | { readonly same: true; readonly reply: Extract<MatchReply, { result: unknown }> }
  | { readonly same: false; readonly reason: string }

/** The receipt in a JSON value: itself, or that of a whole result; undefined where there is none. */
export function findReceipt(value: unknown): Receipt | undefined {
  const given = typeof value === 'object' && value !== null && 'receipt' in value ? value.receipt : value
  return isReceipt(given) ? given : undefined
}

/**
 * Makes the match of a receipt again, and compares.
 *
 * @param match of the release that the receipt names
 */
export function replay(
  match: (request: MatchRequest) => MatchReply,
  receipt: Receipt,
  answers: Readonly<Record<string, unknown>>,
): Replay {
  const { release, releaseDigest, questionSet, seed, without, alternatives, digest } = receipt
  const reply = match({ questionSet, seed, without, alternatives, answers })
  if ('unknownQuestionSet' in reply) return differs(`Release ${release} has no question set ${questionSet}.`)
  if ('problems' in reply) {
    const places = reply.problems.map(({ pointer, detail }) => `- ${pointer}: ${detail}`)
    return differs(`The answers do not fit the questions of release ${release}.\n${places.join('\n')}`)
  }
  const again = reply.result.receipt
  if (again.releaseDigest !== releaseDigest) {
    return differs(`Release ${release} of this database is another one than that of the receipt.`)
  }
  if (again.digest !== digest) {
    return differs('The match gives another digest: the receipt or the answers are not those of that match.')
  }
  return { same: true, reply }
}

function differs(reason: string): Replay {
  return { same: false, reason }
}

function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== 'object' || value === null) return false
  const members: Partial<Record<keyof Receipt, unknown>> = value
  const { engine, release, releaseDigest, questionSet, seed, without, alternatives, digest } = members
  return (
    engine === 1 &&
    [release, alternatives].every(Number.isSafeInteger) &&
    [releaseDigest, questionSet, seed, digest].every((text) => typeof text === 'string') &&
    Array.isArray(without) &&
    without.every((id) => typeof id === 'string')
  )
}
