import { faultsOfHabits } from '../helpers/habits.js'
import { mark } from './answers.js'
import type { FuzzedCall } from './calls.js'

export interface FuzzedReply {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

interface Refusal {
  readonly code: string
  readonly pointer?: string
  readonly parameter?: string
}

/** Codes with which a schema refuses. */
const shapeCodes = new Set([
  ...['required', 'unknown-field', 'unknown-parameter', 'wrong-type', 'not-allowed', 'wrong-format', 'repeated'],
  ...['too-short', 'too-long', 'too-few', 'too-many', 'out-of-range'],
])

/** Rules that no schema says, and that are refused with one of these codes. */
const ownRules: readonly (readonly [place: RegExp, code: string])[] = [
  [/^(type|separator)$/, 'unknown-parameter'],
  [/^type$/, 'required'],
  [/^per_page$/, 'out-of-range'],
  [/^(page|per_page)$/, 'unknown-parameter'],
  [/^modified_after$/, 'wrong-format'],
  [/^\/(until|note)$/, 'not-allowed'],
  [/^\/(label|name)$/, 'wrong-format'],
  [/^\/origins\/\d$/, 'wrong-format'],
]

/**
 * What is wrong with a reply, whatever it is described as.
 *
 * @param isValid whether a JSON body is as its schema says
 */
export function faultsOf(reply: FuzzedReply, call: FuzzedCall, isValid: (body: unknown) => boolean): string[] {
  const { statusCode, headers, body } = reply
  const isTaken = statusCode < 300
  const problem = statusCode < 400 || headers['content-type'] === undefined ? {} : JSON.parse(body)
  const refused: readonly Refusal[] = problem.code === 'invalid-answers' ? [] : (problem.errors ?? [])
  const places = refused.filter(isOfShape)
  return [
    ...faultsOfHabits({ statusCode, headers, body }),
    ...(statusCode >= 500 && !isBusy(call, problem.code) ? ['the service is at fault'] : []),
    ...(call.expected === 'taken' && statusCode === 400 && places.length > 0
      ? [`what is as described is refused: ${JSON.stringify(places)}`]
      : []),
    ...(call.expected === 'refused' && isTaken ? ['a broken call is taken'] : []),
    ...(isTaken && !isValid(bodyOf(call)) ? ['a broken body is taken'] : []),
    ...(body.includes(mark) ? ['an answer is repeated'] : []),
  ]
}

function isOfShape({ code, pointer, parameter }: Refusal): boolean {
  const place = pointer ?? parameter ?? ''
  return shapeCodes.has(code) && !ownRules.some(([where, rule]) => rule === code && where.test(place))
}

/** Older releases are opened, and question sets proved, a few at a time. */
function isBusy({ request: { url, payload } }: FuzzedCall, code: unknown): boolean {
  return code === 'unavailable' && /[?&]release=|"release":|^\/v1\/proofs/.test(`${url} ${payload}`)
}

/** The body of a call in JSON; what is no JSON as it is, which no schema takes. */
function bodyOf({ request: { headers = {}, payload } }: FuzzedCall): unknown {
  if (headers['content-type'] !== 'application/json' || typeof payload !== 'string') return undefined
  try {
    return JSON.parse(payload)
  } catch {
    return Symbol('no JSON')
  }
}
