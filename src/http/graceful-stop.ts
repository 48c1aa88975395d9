import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

export interface GracefulStop {
  /** False from the moment that the stop begins: for readiness. */
  readonly isOpen: () => boolean
  /** Resolves when the server is closed. A second call waits for the same stop. */
  readonly stop: () => Promise<void>
}

export interface StopTimes {
  /** How long requests are still taken after readiness goes off: what load balancers need to notice. */
  readonly noticeMs: number
  /** From the beginning of the stop until what still runs is cut off. */
  readonly deadlineMs: number
}

/**
 * Stops in steps: readiness off, replies say `Connection: close`, then no new connections, then what runs may finish
 * until the deadline. Call it before the server is ready.
 */
export function prepareGracefulStop(
  app: FastifyInstance,
  times: StopTimes = { noticeMs: 1_000, deadlineMs: 9_000 },
): GracefulStop {
  let stopping: Promise<void> | undefined

  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping !== undefined) reply.header('connection', 'close')
    done()
  })

  async function stop(): Promise<void> {
    const cut = setTimeout(() => app.server.closeAllConnections(), times.deadlineMs)
    await wait(times.noticeMs)
    await app.close()
    clearTimeout(cut)
  }

  return {
    isOpen: () => stopping === undefined,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}
