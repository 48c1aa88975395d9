import type { Test } from 'tap'
import { type ErrorCode, errorCodes } from '../../src/http/error-codes.js'
import type { Server } from '../../src/http/server.js'
import { faultsOfHabits } from '../helpers/habits.js'

export type Injected = Awaited<ReturnType<Server['inject']>>
type Place = [where: string, code: string]

/** The reply is the problem of this code, whole and with all that every reply carries. */
export function isProblem(t: Test, reply: Injected, code: ErrorCode, places?: Place[]): void {
  const { status, title } = errorCodes[code]
  const problem = reply.json()
  t.equal(reply.statusCode, status, `${code} is ${status}`)
  t.match(problem, {
    type: `/v1/problems/${code}`,
    title,
    status,
    code,
  })
  if (places)
    t.same(
      problem.errors.map((place: Record<string, string>) => [place.pointer ?? place.parameter, place.code]),
      places,
    )
  t.same(faultsOfHabits(reply), [])
}
