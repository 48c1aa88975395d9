import { ref } from '../http/component-schemas.js'
import { cursorOf, positionOf } from '../http/cursor.js'
import type { Server } from '../http/server.js'
import { AuditPageSchema, AuditQuery } from './audit-schemas.js'
import type { AuditPage } from './audit-store.js'

export interface AuditRoutesOptions {
  /** The newest first. */
  readonly list: (query: { readonly before: number | undefined; readonly limit: number }) => Promise<AuditPage>
}

/** Who did what. Reading it leaves no event. */
export function registerAuditRoutes(app: Server, { list }: AuditRoutesOptions): void {
  app.get(
    '/v1/audit-events',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'listAuditEvents',
        summary: 'List who changed what, the newest first',
        description:
          'Every change of drafts, capacities and their links, releases, partners and keys. Events are only ever added; `mokummatch verify` finds any that was changed, removed or put elsewhere.',
        tags: ['Access'],
        querystring: AuditQuery,
        response: { 200: ref(AuditPageSchema, { description: 'A page of audit events' }) },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const before = cursor === undefined ? undefined : Number(positionOf(cursor, /^[1-9]\d{0,14}$/))
      const { events, next } = await list({ before, limit })
      return { items: [...events], next: next === null ? null : cursorOf(String(next)) }
    },
  )
}
