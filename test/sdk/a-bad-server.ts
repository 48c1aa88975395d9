import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { AppUnderTest } from '../helpers/an-app.js'

/** What becomes of one answer of the service. */
export type Misbehaviour = (reply: Answer, response: ServerResponse, request: IncomingMessage) => void

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface BadServer {
  readonly url: string
  /** Methods and addresses, in their order. */
  readonly calls: readonly string[]
  /** Answers of these addresses come out like this, so many times; for ever where that is absent. */
  spoil(address: RegExp, how: Misbehaviour, times?: number): void
  /** All is well again. */
  mend(): void
  /** Nobody listens any more; the address stays. */
  goOffline(): Promise<void>
  goOnline(): Promise<void>
}

/** A real server in front of the app, which can do what networks and proxies do. */
export async function aBadServer(t: Test, app: AppUnderTest): Promise<BadServer> {
  let spoilt: { readonly address: RegExp; readonly how: Misbehaviour; times: number }[] = []
  const calls: string[] = []
  const server = createServer(async (request, response) => {
    const url = request.url ?? ''
    calls.push(`${request.method} ${url}`)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { 'content-type': type } = request.headers
    const reply = await app.server.inject({
      method: request.method as 'GET',
      url,
      ...(type !== undefined && { headers: { 'content-type': type }, payload: Buffer.concat(chunks) }),
    })
    const answer = {
      status: reply.statusCode,
      headers: reply.headers as Record<string, string>,
      body: reply.rawPayload,
    }
    const spoiler = spoilt.find(({ address, times }) => times > 0 && address.test(url))
    if (spoiler === undefined) return well(answer, response, request)
    spoiler.times -= 1
    spoiler.how(answer, response, request)
  })
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => void server.listen(port, '127.0.0.1', () => resolve()))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  t.teardown(close)
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    spoil: (address, how, times = Number.POSITIVE_INFINITY) => void spoilt.unshift({ address, how, times }),
    mend: () => {
      spoilt = []
    },
    goOffline: close,
    goOnline: () => listen(port),
  }
}

const well: Misbehaviour = ({ status, headers, body }, response) => void response.writeHead(status, headers).end(body)

export const silence: Misbehaviour = () => undefined

export const reset: Misbehaviour = (_, response) => void response.destroy()

/** The connection ends before the body does. */
export const cutOff: Misbehaviour = ({ status, headers, body }, response) => {
  response.writeHead(status, { ...headers, 'content-length': String(body.length) })
  response.write(body.subarray(0, body.length / 2), () => response.destroy())
}

/** Half of it, as if that were all. */
export const truncated: Misbehaviour = ({ status, headers, body }, response) => {
  const { 'content-length': _, ...rest } = headers
  response.writeHead(status, rest).end(body.subarray(0, body.length / 2))
}

/** It begins well, and then nothing comes any more. */
export const stalled: Misbehaviour = ({ status, headers, body }, response) => {
  response.writeHead(status, headers).write(body.subarray(0, 20))
}

export const proxyPage: Misbehaviour = (_, response) =>
  void response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>')

export const portal: Misbehaviour = (_, response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome to the train</html>')

export const busy =
  (secondsOrInstant: number | string): Misbehaviour =>
  (_, response) =>
    void response
      .writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': String(secondsOrInstant) })
      .end(JSON.stringify({ code: 'rate-limited', title: 'Too many requests', status: 429, detail: 'Wait.' }))

export const gone: Misbehaviour = (_, response) =>
  void response
    .writeHead(410, { 'content-type': 'application/problem+json', 'x-request-id': 'request-1' })
    .end(JSON.stringify({ code: 'bundle-gone', title: 'Gone', status: 410, detail: 'Get the pointer again.' }))

/** Another body than the address promises. */
export const altered: Misbehaviour = ({ body, ...reply }, response, request) =>
  well(
    { ...reply, headers: {}, body: Buffer.from(body.toString().replace('"engine":1', '"engine":1 ')) },
    response,
    request,
  )
