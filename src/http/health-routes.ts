import { ApiError } from './problems.js'
import type { Server } from './server.js'
import { HealthSchema } from './shared-schemas.js'

/**
 * `/health/live`: the process answers. `/health/ready`: it can take requests; 503 while it starts and from the moment
 * that it stops, so that a load balancer sends them elsewhere.
 */
export function registerHealthRoutes(app: Server, { isReady }: { isReady: () => boolean }): void {
  const options = { schema: { response: { 200: HealthSchema } }, config: { rateLimit: false } } as const
  app.get('/health/live', options, async () => ({ status: 'live' as const }))
  app.get('/health/ready', options, async () => {
    if (!isReady()) throw new ApiError('not-ready')
    return { status: 'ready' as const }
  })
}
