import { once } from 'node:events'
import { Server as Listener } from 'node:net'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

export interface GracefulStop {
  /** False from the moment that the stop begins: for readiness. */
  readonly isOpen: () => boolean
  /** Resolves when the server is closed. A second call waits for the same stop. */
  readonly stop: () => Promise<void>
}

export interface StopTimes {
  /** How long new connections are still taken after readiness goes off: what load balancers need to notice. */
  readonly noticeMs: number
  /** From the beginning of the stop until what still runs is cut off. */
  readonly deadlineMs: number
}

/** What the server may take longer than its keep-alive timeout to close a silent connection. */
const SILENCE_SLACK_MS = 1_000

/**
 * Stops in steps: readiness off; after the notice no new connections, while those that are open are still answered, with
 * `Connection: close`; they end by that or by their keep-alive timeout; what still runs at the deadline is cut off. So no
 * call that a client sends on a connection that it holds is lost. Call it before the server is ready.
 */
export function prepareGracefulStop(
  app: FastifyInstance,
  times: StopTimes = { noticeMs: 1_000, deadlineMs: 9_000 },
): GracefulStop {
  let stopping: Promise<void> | undefined
  let isLeaving = false

  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isLeaving) reply.header('connection', 'close')
    done()
  })

  async function stop(): Promise<void> {
    const cut = setTimeout(() => app.server.closeAllConnections(), times.deadlineMs)
    await wait(times.noticeMs)
    // Right after the event loop has taken all connections that wait: the system resets those that nobody took.
    await setImmediate()
    isLeaving = true
    const left = once(app.server, 'close')
    // The server's own close would cut connections that are silent just now, with whatever is on its way over them.
    Listener.prototype.close.call(app.server)
    await Promise.race([left, wait(app.server.keepAliveTimeout + SILENCE_SLACK_MS, undefined, { ref: false })])
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
