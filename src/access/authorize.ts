import type { FastifyRequest } from 'fastify'
import { type Caller, mayCall, type Scope } from '../http/caller.js'
import { ApiError } from '../http/problems.js'

/** Finds who calls, by the key in `Authorization: Bearer`; undefined without a valid key. Without a header it asks nobody. */
export function createIdentify(
  callerOf: (key: string) => Promise<Caller | undefined>,
): (request: FastifyRequest) => Promise<Caller | undefined> | undefined {
  return ({ headers }) => {
    const [, key] = /^Bearer (\S{1,512})$/i.exec(headers.authorization ?? '') ?? []
    return key === undefined ? undefined : callerOf(key)
  }
}

/**
 * Lets a caller through to a route.
 *
 * @param needed a scope, or several of which any one will do
 * @throws ApiError `unauthenticated` without a valid key, `forbidden` where it lacks the scope
 */
export function authorize(caller: Caller | undefined, needed: Scope | readonly Scope[]): Caller {
  if (caller === undefined) throw new ApiError('unauthenticated')
  if (mayCall(caller, needed)) return caller
  throw new ApiError('forbidden', { detail: `This call needs a key with the scope ${[needed].flat().join(' or ')}.` })
}
