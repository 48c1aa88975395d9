import { randomBytes } from 'node:crypto'
import type { Reader, Storage, Writer } from '../storage/storage.js'
import { makeRelease } from './append-release.js'
import type { Release } from './release.js'
import { newestRelease, rotationSince } from './release-store.js'

const DAY_MS = 86_400_000

export interface RotationDeps {
  readonly storage: Storage
  readonly now: () => Date
  /** Draws 16 lower-case hex digits; by default with the system's random source. */
  readonly drawRotation?: () => string
  /** Writes the release down in its transaction, for the audit. */
  readonly record?: (db: Writer, release: Release) => Promise<void>
}

/** 16 lower-case hex digits that nobody can know beforehand. */
export function drawRotation(): string {
  return randomBytes(8).toString('hex')
}

/**
 * Draws a new rotation, as a release of its own with the same content, when the one in force is as old as `days` (0:
 * never) or comes from a clock that ran ahead by as much. Gives that release; undefined when none was due.
 */
export async function rotateIfDue(
  deps: RotationDeps,
  options: { readonly days: number; readonly by?: string },
): Promise<Release | undefined> {
  const isDue = async (db: Reader) => {
    const since = await rotationSince(db)
    return since !== undefined && Math.abs(deps.now().getTime() - Date.parse(since)) >= options.days * DAY_MS
  }
  if (options.days <= 0 || !(await deps.storage.read(isDue))) return undefined
  return deps.storage.write(async (db) => {
    // Looked at again under the lock: another process may have drawn one meanwhile.
    const newest = await newestRelease(db)
    if (newest === undefined || !(await isDue(db))) return undefined
    const release = await makeRelease(db, newest, {
      by: options.by ?? 'rotation',
      note: null,
      createdAt: deps.now(),
      digest: newest.digest,
      rotation: (deps.drawRotation ?? drawRotation)(),
    })
    await deps.record?.(db, release)
    return release
  })
}
