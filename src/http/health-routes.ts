import { ApiError } from './problems.js'
import type { Server } from './server.js'
import { HealthSchema } from './shared-schemas.js'

interface HealthOptions {
  readonly isReady: () => boolean
  /** Whether it waits for somebody to publish. */
  readonly isEmpty?: () => boolean
}

/**
 * `/health/live`: the process answers. `/health/ready`: it can take requests; 503 while it starts and from the moment
 * that it stops, so that a load balancer sends them elsewhere.
 */
export function registerHealthRoutes(app: Server, { isReady, isEmpty = () => false }: HealthOptions): void {
  const options = { schema: { response: { 200: HealthSchema } }, config: { rateLimit: false } } as const
  app.get('/health/live', options, async () => ({ status: 'live' as const }))
  app.get('/health/ready', options, async () => {
    if (isEmpty())
      throw new ApiError('not-ready', { detail: 'Nothing has been published yet: import documents and publish them.' })
    if (!isReady()) throw new ApiError('not-ready')
    return { status: 'ready' as const }
  })
}
