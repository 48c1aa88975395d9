import { ApiError } from '../http/problems.js'
import type { OlderReleases } from './older.js'
import type { Release } from './release.js'

/** What can be asked of a release, whether it answers at once or from another thread. */
export type Asked<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Result | Promise<Result>
    : never
}

export interface AtRelease<T> {
  readonly release: Pick<Release, 'number' | 'digest'>
  readonly ask: Asked<T>
}

/** Where the number of a release stands in a request. */
export type Place = { readonly pointer: string } | { readonly parameter: string }

/**
 * The release in force, or the one with this number.
 *
 * @throws ApiError `unknown-reference`, or `not-ready` before the first release; what it gives throws `unavailable`
 */
export type ReleaseAt<T> = (number: number | undefined, place: Place) => AtRelease<T> | Promise<AtRelease<T>>

export interface ReleaseAtOptions<T> {
  readonly inForce: () => AtRelease<T> | undefined
  readonly older: OlderReleases
  readonly read: (number: number) => Promise<Release | undefined>
}

export function createReleaseAt<T extends object>({ inForce, older, read }: ReleaseAtOptions<T>): ReleaseAt<T> {
  return (number, place) => {
    const current = inForce()
    if (current && (number === undefined || number === current.release.number)) return current
    if (number !== undefined) return olderAt(number, place)
    throw new ApiError('not-ready', { detail: 'Nothing has been published yet: import documents and publish them.' })
  }

  async function olderAt(number: number, place: Place): Promise<AtRelease<T>> {
    const release = await read(number)
    if (release) return { release, ask: askOlder<T>(older, release.number) }
    const detail = 'There is no release with this number: GET /v1/releases lists them, or leave it out.'
    throw new ApiError('unknown-reference', { errors: [{ ...place, code: 'unknown-release', detail }] })
  }
}

function askOlder<T extends object>(older: OlderReleases, release: number): Asked<T> {
  const ask =
    (operation: string | symbol) =>
    async (...args: readonly unknown[]) => {
      const reply = await older.call(release, String(operation), args)
      if (reply) return reply.value
      throw new ApiError('unavailable', {
        detail: 'Too many older releases are asked for at this moment. Ask again, or ask the release in force.',
      })
    }
  return new Proxy<Asked<T>>(Object.create(null), { get: (_, operation) => ask(operation) })
}
