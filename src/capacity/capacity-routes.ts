import type { Capacity } from '../engine/index.js'
import { callerIn } from '../http/caller.js'
import { ref } from '../http/component-schemas.js'
import { CapacitySchema } from '../http/document-schemas.js'
import { sendPublished } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import { NotModifiedSchema } from '../http/shared-schemas.js'
import { type Capacities, notPublished } from './capacities.js'
import { CapacityParams, CapacityRequestSchema, CapacitySetSchema } from './capacity-schemas.js'

export interface CapacityRoutesOptions {
  /** How much room a service has in the release in force, and the digest of that release; undefined: it has no such service. */
  readonly read: (
    service: string,
  ) => Promise<{ readonly capacity: Omit<Capacity, 'service'>; readonly digest: string } | undefined>
  readonly capacities: Pick<Capacities, 'set'>
}

const examples = {
  limited: {
    summary: 'Little room until a day, with a sentence for residents',
    value: {
      status: 'limited',
      until: '2035-01-02',
      note: { nl: 'Antwoord kan een week duren.', en: 'An answer can take a week.' },
    },
  },
  full: { summary: 'No room: it is not chosen until somebody says otherwise', value: { status: 'full' } },
  open: { summary: 'Open again', value: { status: 'open' } },
}

/** How much room a service has: read by anybody, set with a key. */
export function registerCapacityRoutes(app: Server, { read, capacities }: CapacityRoutesOptions): void {
  const tags = ['Capacity']
  app.get(
    '/v1/services/:id/capacity',
    {
      config: { cors: 'public' },
      schema: {
        operationId: 'getCapacity',
        summary: 'Read how much room a service has now',
        tags,
        params: CapacityParams,
        response: {
          200: ref(CapacitySchema, { description: 'As it is in the release in force' }),
          304: NotModifiedSchema,
        },
      },
    },
    async ({ params }, reply) => {
      const found = await read(params.id)
      if (found === undefined) throw notPublished()
      return sendPublished(reply, found.digest, { service: params.id, ...found.capacity })
    },
  )
  app.put(
    '/v1/services/:id/capacity',
    {
      config: { scope: 'catalogue:write', problems: ['invalid-document', 'storage-full'], examples },
      schema: {
        operationId: 'setCapacity',
        summary: 'Set how much room a service has, at once',
        description:
          'Published at once, as a release of its own with the same documents and rotation; drafts stay as they are. What is so already makes no release. With `until` the service is open again by itself at the start of that day. Capacities that were imported and not yet published come along.',
        tags,
        params: CapacityParams,
        body: ref(CapacityRequestSchema),
        response: { 200: ref(CapacitySetSchema, { description: 'It is in force' }) },
      },
    },
    (request) => capacities.set(callerIn(request).name, () => ({ service: request.params.id, ...request.body })),
  )
}
