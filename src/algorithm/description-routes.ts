import { createHash } from 'node:crypto'
import { ref } from '../http/component-schemas.js'
import { sendPublished } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import { NotModifiedSchema } from '../http/shared-schemas.js'
import { type Deployer, describeAlgorithm } from './description.js'
import { AlgorithmDescriptionSchema } from './description-schemas.js'

/** `GET /v1/algorithm-description`: what a deployment hands in at the Algorithm Register. */
export function registerAlgorithmRoutes(app: Server, deployer: Deployer): void {
  const description = describeAlgorithm(deployer)
  const version = createHash('sha256').update(JSON.stringify(description)).digest('hex')
  const schema = {
    operationId: 'getAlgorithmDescription',
    summary: 'Read the entry for the Algorithm Register',
    description:
      'What the algorithm is for, how it works, what people decide, what can go wrong: in Dutch, to be checked and completed by who runs the service.',
    tags: ['Service'],
    response: { 200: ref(AlgorithmDescriptionSchema, { description: 'The entry' }), 304: NotModifiedSchema },
  }
  app.get('/v1/algorithm-description', { config: { cors: 'public' }, schema }, async (_request, reply) =>
    sendPublished(reply, version, description),
  )
}
