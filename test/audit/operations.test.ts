import t from 'tap'
import { anApp } from '../helpers/an-app.js'
import { callOf, describedOperations, pureOperations, workOperations } from '../helpers/described-calls.js'

interface Event {
  readonly number: number
  readonly by: string
  readonly action: string
  readonly type: string
  readonly id: string
  readonly before: string | null
  readonly after: string | null
}

t.test(
  'Every operation that changes something writes down who did what, when, and what it was and became',
  async (t) => {
    const at = '2026-11-22T12:00:00.000Z'
    const app = await anApp(t, { now: () => new Date(at) })
    const by = 'Who does it all'
    const made = await app.rooms.keys.create({ id: 'all', name: by, scopes: ['admin'] }, { by: 'a test' })
    if ('refused' in made) throw new Error(made.refused)
    const exported = (await app.edit('GET', '/v1/exports')).json()
    const eventsAfter = async (number: number): Promise<Event[]> => {
      const { items } = (await app.edit('GET', '/v1/audit-events?limit=200')).json()
      return items.filter((event: Event) => event.number > number).reverse()
    }
    const newest = async (): Promise<number> =>
      (await app.edit('GET', '/v1/audit-events?limit=1')).json().items[0].number

    const changeAService = () => {
      const [service] = exported.services.filter(({ id }: { id: string }) => id === 'buurtteam-noord')
      return app.edit('POST', '/v1/imports', { services: [{ ...service, status: 'inactive' }] })
    }
    /** What has to be so before a call can change anything. */
    const prepare: Record<string, () => Promise<unknown>> = {
      publishRelease: () =>
        app.edit('POST', '/v1/imports', { capacities: [{ service: 'buurtteam-noord', status: 'full' }] }),
      discardDraftChange: changeAService,
      rotateKey: () => app.edit('POST', '/v1/keys', { id: 'redactie-noord', name: 'To rotate', scopes: ['publish'] }),
      revokeKey: () => app.edit('POST', '/v1/keys', { id: 'redactie-noord', name: 'To revoke', scopes: ['publish'] }),
    }

    const operations = (await describedOperations(app)).filter(
      ({ method, operationId }) =>
        method !== 'get' && !pureOperations.has(operationId) && !workOperations.has(operationId),
    )
    t.ok(operations.length > 15)
    for (const operation of operations) {
      const { operationId, method, requestBody } = operation
      await prepare[operationId]?.()
      const [example] = Object.values(Object.values(requestBody?.content ?? {})[0]?.examples ?? {})
      const before = await newest()
      const reply = await app.ask(await callOf(app, operation, { body: example?.value, key: made.secret }))
      t.match(reply, { statusCode: /^20[01]$/ }, operationId)
      const events = await eventsAfter(before)
      t.ok(events.length > 0, `${operationId} leaves an event`)
      for (const event of events) {
        t.match(event, { by, at, type: /^[a-z-]+$/, id: /./ }, `${operationId}: who, when and what`)
        t.ok(event.before !== null || event.after !== null, `${operationId}: what it was, or what it became`)
        t.not(event.before, event.after, `${operationId}: that is not the same`)
      }
      if (method === 'delete') await app.edit('POST', '/v1/imports', exported)
      t.same((await app.rooms.verifyAudit({})).faults, [], operationId)
    }
  },
)

t.test('A call that is refused, or has nothing to change, leaves no event', async (t) => {
  const app = await anApp(t)
  const exported = (await app.edit('GET', '/v1/exports')).json()
  const { events } = await app.rooms.verifyAudit({})
  for (const operation of await describedOperations(app)) {
    const wrong = operation.requestBody === undefined ? {} : { body: { nothing: 'of this is known' } }
    const nowhere = Object.fromEntries(
      operation.parameters
        .filter(({ in: where }) => where === 'path')
        .map(({ name, schema }) => [name, schema.type === 'integer' ? 999_999 : 'nowhere']),
    )
    const reply = await app.ask(await callOf(app, operation, { ...wrong, parameters: nowhere }))
    if (operation.method !== 'get') t.match(reply, { statusCode: /^4/ }, operation.operationId)
  }
  t.match(await app.edit('POST', '/v1/imports?dryRun=true', { organizations: [] }), { statusCode: 200 })
  t.match(await app.edit('POST', '/v1/imports', exported), { statusCode: 200 }, 'the same again')
  t.match(await app.edit('POST', '/v1/releases', {}), { statusCode: 200 }, 'nothing to publish')
  t.equal((await app.rooms.verifyAudit({})).events, events)
})
