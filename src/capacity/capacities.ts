import type { Capacity } from '../engine/index.js'
import { ApiError, type FieldError } from '../http/problems.js'
import type { Reader, Storage, Writer } from '../storage/storage.js'
import { dayIn } from './calendar.js'
import type { CapacityStore } from './capacity-store.js'

/** The release in force after a change, and whether the change made it. */
export interface ReleaseMade {
  readonly release: { readonly number: number }
  readonly isNew: boolean
}

export interface CapacitiesOptions {
  readonly storage: Storage
  /** A store that writes down who changes what. */
  readonly storeBy: (by: string) => CapacityStore
  /** Publishes the capacities of the moment, after `change`; undefined before the first release. */
  readonly publish: (request: {
    readonly by: string
    readonly change: (db: Writer) => Promise<void>
  }) => Promise<ReleaseMade | undefined>
  /** Whether the newest release holds this service. */
  readonly isPublished: (db: Reader, service: string) => Promise<boolean>
  /** What is wrong with a capacity by itself. */
  readonly check: (capacity: Capacity) => readonly FieldError[]
  /** Where midnight falls when a capacity ends. */
  readonly timeZone: string
  readonly now: () => Date
}

export interface CapacitySet {
  readonly outcome: 'published' | 'unchanged'
  /** Number of the release in force. */
  readonly release: number
  readonly capacity: Capacity
}

/** How much room services have: changed at once, each time as a release of its own. */
export interface Capacities {
  /**
   * Sets how much room a service has.
   *
   * @param decide gives it, from what it reads in the transaction; a throw changes nothing
   * @throws ApiError `not-found` where the release in force does not hold the service, `invalid-document`
   */
  set(by: string, decide: (db: Writer) => Capacity | Promise<Capacity>): Promise<CapacitySet>
  /** Opens the services of which the day has come, in one release. */
  reopen(): Promise<void>
  /** YYYY-MM-DD. */
  today(): string
}

export function createCapacities(options: CapacitiesOptions): Capacities {
  const { storage, storeBy, publish, isPublished, check, timeZone, now } = options
  const today = (): string => dayIn(timeZone, now())
  const problemsOf = (capacity: Capacity): readonly FieldError[] => {
    const problems = check(capacity)
    return problems.length > 0 ? problems : [...openProblems(capacity), ...untilProblems(capacity, today())]
  }
  return {
    today,
    async set(by, decide) {
      let capacity: Capacity | undefined
      const published = await publish({
        by,
        change: async (db) => {
          capacity = await decide(db)
          if (!(await isPublished(db, capacity.service))) throw notPublished()
          const errors = problemsOf(capacity)
          if (errors.length > 0) throw new ApiError('invalid-document', { errors })
          await storeBy(by).put(db, capacity)
        },
      })
      if (capacity === undefined || published === undefined) throw notPublished()
      return { outcome: published.isNew ? 'published' : 'unchanged', release: published.release.number, capacity }
    },
    async reopen() {
      const store = storeBy('capacity')
      const day = today()
      const ended = await storage.read((db) => store.ended(db, day))
      if (ended.length === 0) return
      await publish({
        by: 'capacity',
        change: async (db) => {
          // Looked at again under the lock: a helper may have said something else meanwhile.
          for (const { service } of await store.ended(db, day)) await store.put(db, { service, status: 'open' })
        },
      })
    },
  }
}

export function notPublished(): ApiError {
  const detail =
    'The release in force has no service with this id. Look at GET /v1/services, or publish the draft first.'
  return new ApiError('not-found', { detail })
}

function openProblems({ status, until, note }: Capacity): FieldError[] {
  if (status !== 'open') return []
  const given = [...(until === undefined ? [] : ['/until']), ...(note === undefined ? [] : ['/note'])]
  const detail =
    'Expected nothing here with the status open: it says why there is no room, or until when. Leave it out.'
  return given.map((pointer) => ({ pointer, code: 'not-allowed', detail }))
}

function untilProblems({ until }: Capacity, today: string): FieldError[] {
  if (until === undefined || until > today) return []
  const detail = `Expected a day after today, ${today}: the service is open again at the start of it. Give a later day, or the status open.`
  return [{ pointer: '/until', code: 'past-day', detail }]
}
