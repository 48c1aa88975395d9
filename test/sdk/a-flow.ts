import { type Client, createClient } from '../../sdk/src/client.js'
import { createFlow, type Flow, type FlowOptions, type FlowSnapshot, type FlowStatus } from '../../sdk/src/flow.js'
import type { AppUnderTest } from '../helpers/an-app.js'

/** A client that calls this app without a network; `calls` has the method and address of each call. */
export function clientOf(app: AppUnderTest, options: { readonly partner?: string; readonly language?: string } = {}) {
  const calls: string[] = []
  const inject: typeof fetch = async (input, init) => {
    const { pathname, search } = new URL(String(input))
    const method = (init?.method ?? 'GET') as 'GET'
    calls.push(`${method} ${pathname}${search}`)
    const headers = Object.fromEntries(new Headers(init?.headers))
    const payload = typeof init?.body === 'string' ? { payload: init.body } : {}
    const reply = await app.server.inject({ method, url: pathname + search, headers, ...payload })
    return new Response(new Uint8Array(reply.rawPayload), {
      status: reply.statusCode,
      headers: reply.headers as Record<string, string>,
    })
  }
  const client: Client = createClient({ baseUrl: 'http://localhost', maxRetries: 0, ...options, fetch: inject })
  return { client, calls }
}

export interface FlowUnderTest {
  readonly flow: Flow
  readonly seen: readonly FlowSnapshot[]
  now(): FlowSnapshot
  /** Waits until it has this status; another error than that which is waited for fails. */
  until(...status: readonly FlowStatus[]): Promise<FlowSnapshot>
}

export function aFlow(options: FlowOptions): FlowUnderTest {
  const flow = createFlow(options)
  const seen: FlowSnapshot[] = []
  flow.subscribe(() => seen.push(flow.getSnapshot()))
  return {
    flow,
    seen,
    now: () => flow.getSnapshot(),
    until: (...status) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const snapshot = flow.getSnapshot()
          const isThere = status.includes(snapshot.status)
          if (!isThere && snapshot.error === undefined) return
          end()
          if (isThere) resolve(snapshot)
          else reject(snapshot.error?.cause)
        }
        const end = flow.subscribe(look)
        look()
      }),
  }
}
