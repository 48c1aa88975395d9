import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

/** Scripts and styles come from the service itself, but for one style element that the explorer makes: its hash. */
const explorerPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * The explorer at `/docs`, in which calls can be tried; whoever opens the service's own address is led to it.
 *
 * @param page path of the explorer on the host under which it is open
 * @param api that of the API on the same host: the policy of the page lets it call no other
 */
export async function registerExplorer(
  app: FastifyInstance,
  { page, api }: { readonly page: string; readonly api: string },
): Promise<void> {
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect(page))
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiHooks: {
      // The library's own way from there ends at an address with a slash, which has nothing.
      onRequest: async (request, reply) => {
        if (request.routeOptions.url === '/docs/static/index.html') return reply.redirect(page)
      },
    },
    staticCSP: explorerPolicy,
    uiConfig: {
      validatorUrl: null,
      // Without a bar that asks for the address of another description.
      layout: 'BaseLayout',
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
    },
    theme: { title: 'MokumMatch API' },
    transformSpecification: (document) => ({ ...document, servers: [{ url: api }] }),
  })
}
