import t from 'tap'
import { type Scope, scopes } from '../../src/http/caller.js'
import { anApp } from '../helpers/an-app.js'

interface Operation {
  readonly operationId: string
  /** An empty one: a key is not needed. */
  readonly security?: readonly { readonly key?: readonly Scope[] }[]
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly schema?: { type?: string } }[]
  readonly requestBody?: object
}

const DAY_MS = 86_400_000

t.test(
  'Every operation lets in exactly the keys that its description names, and says 401 or 403 to the others',
  async (t) => {
    let at = Date.now()
    const app = await anApp(t, { now: () => new Date(at) })
    await app.server.ready()
    const { paths } = app.server.swagger() as unknown as { paths: Record<string, Record<string, Operation>> }
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, ...operation })),
    )

    const makeKey = async (id: string, scope: Scope, given: object = {}) => {
      const made = await app.rooms.keys.create(
        { id, name: `The key ${id}`, scopes: [scope], ...given },
        { by: 'a test' },
      )
      if ('refused' in made) throw new Error(made.refused)
      return made.secret
    }
    const keys: { scope: Scope | undefined; state: 'none' | 'valid' | 'expired' | 'revoked'; secret?: string }[] = []
    keys.push({ scope: undefined, state: 'none' })
    for (const scope of scopes) {
      const name = scope.replace(':', '-')
      const expiresAt = new Date(at + DAY_MS).toISOString()
      keys.push({ scope, state: 'valid', secret: await makeKey(`${name}-valid`, scope) })
      keys.push({ scope, state: 'expired', secret: await makeKey(`${name}-expired`, scope, { expiresAt }) })
      keys.push({ scope, state: 'revoked', secret: await makeKey(`${name}-revoked`, scope) })
      await app.rooms.keys.revoke(`${name}-revoked`, { by: 'a test' })
    }
    at += DAY_MS

    const wrong: string[] = []
    const open: string[] = []
    for (const { operationId, method, path, security: ways = [], parameters = [], requestBody } of operations) {
      const security = ways.every(({ key }) => key) ? ways : []
      const needed = security.flatMap(({ key = [] }) => key)
      if (security.length > 0) t.same(security.length, needed.length, `${operationId} names its scopes`)
      else open.push(operationId)
      // What is asked for exists nowhere and what is sent is wrong, so that a call that is let in changes nothing.
      const numbers = new Set(parameters.filter(({ schema }) => schema?.type === 'integer').map(({ name }) => name))
      const url = path.replaceAll(/\{(\w+)\}/g, (_, name) => (numbers.has(name) ? '999999' : 'nowhere'))
      for (const { scope, state, secret } of keys) {
        const { statusCode } = await app.ask({
          method: method.toUpperCase() as 'GET',
          url: `/v1${url}`,
          headers: { ...(secret !== undefined && { authorization: `Bearer ${secret}` }) },
          ...(requestBody !== undefined && { payload: { nothing: 'of this is known' } }),
        })
        const given = statusCode === 401 || statusCode === 403 ? statusCode : 'let in'
        const isAllowed = needed.some((one) => one === scope) || scope === 'admin'
        const refused = state === 'valid' ? 403 : 401
        const expected = needed.length === 0 || (state === 'valid' && isAllowed) ? 'let in' : refused
        if (given !== expected) wrong.push(`${operationId} with ${state} ${scope}: ${given} instead of ${expected}`)
      }
    }
    t.same(wrong, [])
    t.ok(operations.length > 40, 'there is much to call')
    t.same(
      open.filter((operationId) => !/^(get|list|match)/.test(operationId)),
      [],
      'what needs no key only reads, or matches',
    )
  },
)
