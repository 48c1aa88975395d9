import { createServer, type Server as HttpServer } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { routeOf } from './logging.js'

export interface Metrics {
  /** Counts what this server answers; call it before its routes are registered. */
  readonly watch: (app: FastifyInstance) => void
  readonly setRelease: (number: number) => void
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
  const release = new Gauge({ name: 'mokummatch_release_number', help: 'Release in force', registers })

  return {
    watch: (app) => {
      app.addHook('onResponse', (request, reply, done) => {
        const labels = { route: routeOf(request), status: reply.statusCode }
        requests.inc(labels)
        seconds.observe(labels, reply.elapsedTime / 1_000)
        done()
      })
    },
    setRelease: (number) => release.set(number),
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
