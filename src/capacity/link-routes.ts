import type { FastifyRequest } from 'fastify'
import { callerIn } from '../http/caller.js'
import { ref } from '../http/component-schemas.js'
import type { Server } from '../http/server.js'
import type { Writer } from '../storage/storage.js'
import {
  CapacityLinkListSchema,
  CapacityLinkMadeSchema,
  CapacityLinkParams,
  CapacityLinkRequestSchema,
  CapacityLinkSchema,
  CapacityParams,
} from './capacity-schemas.js'
import type { CapacityLink } from './link.js'
import type { Links } from './links.js'

export interface LinkRoutesOptions {
  readonly links: Pick<Links, 'list' | 'read' | 'create' | 'revoke'>
  /** Keeps the reply for a repeated call, in the transaction of the change. */
  readonly keepReply: (
    request: FastifyRequest,
    db: Writer,
    reply: { readonly status: number; readonly location: string; readonly body: object },
  ) => Promise<void>
  /** Where the outside world finds the service, without a slash at the end. */
  readonly publicUrl: string
}

const examples = {
  helper: { summary: 'For who sits at the counter', value: { label: 'Balie' } },
  forAWhile: {
    summary: 'For somebody who helps for some time',
    value: { label: 'Vrijwilliger in de zomer', expiresAt: '2035-09-01T00:00:00Z' },
  },
}

/** Links for helpers: made, seen without their secret, taken back. */
export function registerLinkRoutes(app: Server, { links, keepReply, publicUrl }: LinkRoutesOptions): void {
  const tags = ['Capacity']
  const scope = 'catalogue:write'
  app.post(
    '/v1/services/:id/capacity-links',
    {
      config: { scope, idempotent: true, examples },
      schema: {
        operationId: 'createCapacityLink',
        summary: 'Make a link for a helper, and see its address once',
        description:
          'Whoever opens the address, on any phone and without an account, sees a small page with four buttons that set how much room this one service has. Hand it over like a key.',
        tags,
        params: CapacityParams,
        body: ref(CapacityLinkRequestSchema),
        response: { 201: ref(CapacityLinkMadeSchema, { description: 'The link works' }) },
      },
    },
    async (request, reply) => {
      const { link, token } = await links.create(request.params.id, request.body, {
        by: callerIn(request).name,
        alongside: (db, made) =>
          keepReply(request, db, { status: 201, location: addressOf(made), body: { link: made } }),
      })
      return reply
        .code(201)
        .header('location', addressOf(link))
        .send({ link, url: `${publicUrl}/capacity/${token}` })
    },
  )
  app.get(
    '/v1/services/:id/capacity-links',
    {
      config: { scope },
      schema: {
        operationId: 'listCapacityLinks',
        summary: 'List the links of a service, without their secrets',
        tags,
        params: CapacityParams,
        response: { 200: ref(CapacityLinkListSchema, { description: 'All links of the service' }) },
      },
    },
    async ({ params }) => ({ items: await links.list(params.id) }),
  )
  app.get(
    '/v1/services/:id/capacity-links/:link',
    {
      config: { scope },
      schema: {
        operationId: 'getCapacityLink',
        summary: 'Read a link, without its secret',
        tags,
        params: CapacityLinkParams,
        response: { 200: ref(CapacityLinkSchema, { description: 'The link' }) },
      },
    },
    ({ params }) => links.read(params.id, params.link),
  )
  app.delete(
    '/v1/services/:id/capacity-links/:link',
    {
      config: { scope, problems: ['storage-full'] },
      schema: {
        operationId: 'revokeCapacityLink',
        summary: 'Revoke a link, at once and for ever',
        description: 'Its page says from now on that it does not work. It stays in the list.',
        tags,
        params: CapacityLinkParams,
        response: { 200: ref(CapacityLinkSchema, { description: 'The link is refused' }) },
      },
    },
    (request) => links.revoke(request.params.id, request.params.link, callerIn(request).name),
  )
}

function addressOf({ service, number }: CapacityLink): string {
  return `/v1/services/${service}/capacity-links/${number}`
}
