import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

/** Scripts and styles come from the service itself, but for one style element that the explorer makes: its hash. */
const explorerPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * The explorer at `/docs`, in which calls can be tried.
 *
 * @param base path of the API on the host under which the page is open: its policy lets the page call no other host
 */
export async function registerExplorer(app: FastifyInstance, base: string): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: explorerPolicy,
    uiConfig: {
      validatorUrl: null,
      // Without a bar that asks for the address of another description.
      layout: 'BaseLayout',
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
    },
    theme: { title: 'MokumMatch API' },
    transformSpecification: (document) => ({ ...document, servers: [{ url: base }] }),
  })
}
