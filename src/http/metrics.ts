import { createServer, type Server as HttpServer } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { routeOf } from './logging.js'

export interface ReleaseFigures {
  readonly number: number
  /** What it took to have it ready: to read and compile it, to read what was compiled, or to take capacities over. */
  readonly openSeconds: number
  readonly indexBytes: number
  readonly documentBytes: number
}

export interface Metrics {
  /** Counts what this server answers; call it before its routes are registered. */
  readonly watch: (app: FastifyInstance) => void
  readonly setRelease: (release: ReleaseFigures) => void
  /** Counts a match, and the seconds from the answers read to the reply written. */
  readonly matched: (seconds: number) => void
  /** Serves `/metrics` on a port of its own and resolves with the server, to be closed at the end. */
  readonly listen: (address: { host: string; port: number }) => Promise<HttpServer>
}

/** Prometheus metrics, labelled with the route and the status of a reply and nothing of the request. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const labelNames = ['route', 'status'] as const
  const buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({ name: 'http_requests_total', help: 'Replies', labelNames, registers })
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to reply',
    labelNames,
    buckets,
    registers,
  })
  const gauge = (name: string, help: string) => new Gauge({ name: `mokummatch_${name}`, help, registers })
  const release = {
    number: gauge('release_number', 'Release in force'),
    openSeconds: gauge('release_open_seconds', 'Time to read and compile the release in force, or what of it changed'),
    indexBytes: gauge('index_bytes', 'Size of the compiled release in force'),
    documentBytes: gauge('document_bytes', 'Size of its organizations and services as texts'),
  }
  const matches = new Histogram({
    name: 'mokummatch_match_duration_seconds',
    help: 'Time to match and to write the reply; its count is that of all matches',
    buckets: [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25],
    registers,
  })

  return {
    watch: (app) => {
      app.addHook('onResponse', (request, reply, done) => {
        const labels = { route: routeOf(request), status: reply.statusCode }
        requests.inc(labels)
        seconds.observe(labels, reply.elapsedTime / 1_000)
        done()
      })
    },
    setRelease({ number, openSeconds, indexBytes, documentBytes }) {
      release.number.set(number)
      release.openSeconds.set(openSeconds)
      release.indexBytes.set(indexBytes)
      release.documentBytes.set(documentBytes)
    },
    matched: (seconds) => matches.observe(seconds),
    listen: ({ host, port }) => {
      const server = createServer({ requestTimeout: 5_000, headersTimeout: 4_000 }, async (request, response) => {
        const isMetrics = request.method === 'GET' && request.url === '/metrics'
        response.writeHead(isMetrics ? 200 : 404, { 'content-type': registry.contentType, 'cache-control': 'no-store' })
        response.end(isMetrics ? await registry.metrics() : '')
      })
      return new Promise((resolve, reject) => {
        server.once('error', reject).listen(port, host, () => resolve(server))
      })
    },
  }
}
