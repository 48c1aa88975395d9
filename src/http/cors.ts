import type { FastifyInstance, FastifyRequest } from 'fastify'

/** `public`: any website may read it. `partners`: only pages of partner sites may call it. Neither: no other website. */
export type Cors = 'public' | 'partners'

export type IsPartnerOrigin = (origin: string) => boolean | Promise<boolean>

const preflightHeaders = {
  'access-control-allow-headers': 'Content-Type, If-None-Match, X-Request-Id, traceparent',
  'access-control-max-age': '7200',
}
const exposedHeaders = 'API-Version, X-Request-Id, traceparent, Retry-After, ETag'

/**
 * Cross-origin rules as each route declares them in `config.cors`, on its errors too. Each address with such a route
 * gets an OPTIONS route, so the router itself finds what a preflight asks for.
 */
export function registerCors(app: FastifyInstance, isPartnerOrigin: IsPartnerOrigin): void {
  const declared = new Map<string, Map<string, Cors>>()

  app.addHook('onRoute', ({ url, method, config }) => {
    const cors = config?.cors
    if (cors === undefined) return
    const known = declared.get(url)
    const methods = known ?? new Map<string, Cors>()
    for (const name of [method].flat()) methods.set(name, cors)
    if (known !== undefined) return
    declared.set(url, methods)
    app.options(url, { schema: { hide: true } }, async (_request, reply) => {
      const isAllowed = reply.hasHeader('access-control-allow-origin')
      const allowed = [...methods.keys()].join(', ')
      if (isAllowed) reply.headers({ ...preflightHeaders, 'access-control-allow-methods': allowed })
      return reply.code(204).send()
    })
  })

  function corsOf(request: FastifyRequest): Cors | undefined {
    if (request.method !== 'OPTIONS') return request.route.config.cors
    const asked = request.headers['access-control-request-method']
    return declared.get(request.route.url ?? '')?.get(asked ?? '')
  }

  app.addHook('onRequest', (request, reply, done) => {
    const allow = (origin: string): void => {
      reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': exposedHeaders })
    }
    const cors = corsOf(request)
    if (cors === 'public') allow('*')
    if (cors !== 'partners') return done()
    reply.header('vary', 'Origin')
    const { origin } = request.headers
    if (origin === undefined) return done()
    Promise.resolve(isPartnerOrigin(origin)).then((isPartner) => {
      if (isPartner) allow(origin)
      done()
    }, done)
  })
}
