import { createHash } from 'node:crypto'
import { bitmaps } from '../../src/engine/bitmaps.js'
import {
  compile,
  type Index,
  type Match,
  type MatchOptions,
  match,
  type PrepareCandidates,
  readAnswers,
  scan,
  withCapacities,
} from '../../src/engine/index.js'
import { strata } from '../../src/engine/strata.js'
import type { NaiveResult, Release } from './naive.js'

/** The engine with the two steps around it that are not its own: capacities beside the content, the hash of the form. */

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Every way in which the engine may look for candidates. */
export const candidates: Readonly<Record<string, PrepareCandidates>> = { scan, bitmaps, strata }

export const compileRelease = ({ capacities, ...content }: Release, prepare?: PrepareCandidates): Index =>
  withCapacities(compile(content, prepare), capacities)

/** A result as section 8 has it, or the problems. */
export function engineMatch(
  index: Index,
  questionSet: string,
  answers: Readonly<Record<string, unknown>>,
  options: MatchOptions = {},
): NaiveResult {
  const read = readAnswers(index, questionSet, answers)
  if ('problems' in read) return read
  return resultOf(match(index, read, options))
}

export function resultOf({ receiptForm, receipt, ...result }: Match): NaiveResult {
  return { ...result, receipt: { ...receipt, digest: sha256(receiptForm) } }
}
