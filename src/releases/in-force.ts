/** Holds what serves the release in force; a newer release takes its place in one assignment. */
export interface InForce<T> {
  /** Undefined before the first release. */
  current(): T | undefined
  /** Looks for a newer release now; calls at the same time share one look. */
  refresh(): Promise<void>
  stop(): void
}

export interface InForceOptions<T> {
  /** The number of the newest release; undefined before the first. */
  readonly newest: () => Promise<number | undefined>
  /** Reads, compiles and prepares a release; `before` is what it replaces. */
  readonly open: (number: number, before: T | undefined) => Promise<T>
  readonly numberOf: (opened: T) => number
  readonly onError: (error: unknown) => void
  /** How often to look, so that a release made by another process comes into force too. */
  readonly pollMs: number
}

/** Opens the release in force, and keeps looking for a newer one until it is stopped. */
export async function holdInForce<T>(options: InForceOptions<T>): Promise<InForce<T>> {
  let current: T | undefined
  let looking: Promise<void> | undefined
  const look = async (): Promise<void> => {
    const number = await options.newest()
    if (number === undefined || (current !== undefined && options.numberOf(current) === number)) return
    current = await options.open(number, current)
  }
  // A look that began before a release was made may miss it, so whoever comes during one waits for another.
  const refresh = async (): Promise<void> => {
    await looking?.catch(() => undefined)
    looking ??= look().finally(() => {
      looking = undefined
    })
    await looking
  }
  await refresh()
  const timer = setInterval(() => {
    if (looking === undefined) refresh().catch(options.onError)
  }, options.pollMs)
  timer.unref()
  return { current: () => current, refresh, stop: () => clearInterval(timer) }
}
