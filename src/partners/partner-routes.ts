import { ref } from '../http/component-schemas.js'
import { ApiError } from '../http/problems.js'
import { publishedCaching } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import type { Partner } from './partner.js'
import { PartnerParams, PartnerSiteSchema } from './partner-schemas.js'

/** What a partner's site needs to start. */
export function registerPartnerRoutes(
  app: Server,
  { read }: { readonly read: (id: string) => Promise<Partner | undefined> },
): void {
  const schema = {
    operationId: 'getPartner',
    summary: 'Read what the site of a partner needs to start',
    tags: ['Partners'],
    params: PartnerParams,
    response: { 200: ref(PartnerSiteSchema, { description: 'The partner' }) },
  }
  app.get('/v1/partners/:partner', { schema, config: { cors: 'public' } }, async ({ params }, reply) => {
    const partner = await read(params.partner)
    if (partner === undefined) throw new ApiError('not-found', { detail: 'There is no partner with this id.' })
    const { origins: _, ...site } = partner
    reply.header('cache-control', publishedCaching)
    return site
  })
}
