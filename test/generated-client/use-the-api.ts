import createClient from 'openapi-fetch'
import type { components, paths } from './api.js'

// What somebody writes who has only openapi/openapi.json: test/app/generated-client.test.ts generates `api.ts` from it,
// compiles both strictly, and runs this against the service. So it stands outside the build of the tests.

type Schemas = components['schemas']

function clientOf(baseUrl: string) {
  return createClient<paths>({ baseUrl: `${baseUrl}/v1` })
}

/** Names and kinds of the places of a match. */
export async function match(baseUrl: string, body: Schemas['MatchRequest']): Promise<string[]> {
  const { data, error } = await clientOf(baseUrl).POST('/matches', { body })
  if (error !== undefined) throw new Error(error.detail)
  return data.choices.map(({ service, organization }) => `${service.name.text} (${organization.kind})`)
}

/** Ids of all services, page by page. */
export async function idsOfServices(baseUrl: string, limit: number): Promise<string[]> {
  const client = clientOf(baseUrl)
  const ids: string[] = []
  let cursor: string | null | undefined
  do {
    const query = cursor ? { limit, cursor } : { limit }
    const { data, error } = await client.GET('/services', { params: { query } })
    if (error !== undefined) throw new Error(error.detail)
    ids.push(...data.items.map(({ id }) => id))
    cursor = data.next
  } while (cursor !== null)
  return ids
}

/** The problem of a match that cannot be: each member has its type. */
export async function problemOf(baseUrl: string): Promise<Schemas['Problem']> {
  const body = { questionSet: 'geldzorgen-noord', answers: { nothing: 'known' } }
  const { error, response } = await clientOf(baseUrl).POST('/matches', { body })
  if (error === undefined) throw new Error(`There is an answer: ${response.status}.`)
  const problem: Schemas['Problem'] = error
  const places: readonly string[] = (problem.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)
  return { ...problem, detail: places.join(', ') }
}

/** Changes the name of a draft by who has seen it, with the tag that came with it. */
export async function renameOrganization(baseUrl: string, key: string, name: string): Promise<number> {
  const client = clientOf(baseUrl)
  const headers = { authorization: `Bearer ${key}` }
  const path = { id: 'doras' }
  const { data, response } = await client.GET('/drafts/organizations/{id}', { params: { path }, headers })
  if (data === undefined) return response.status
  const header = { 'If-Match': response.headers.get('etag') ?? '' }
  const changed = await client.PUT('/drafts/organizations/{id}', {
    params: { path, header },
    headers,
    body: { ...data, name },
  })
  return changed.response.status
}

/** What must not compile: each line below an expectation is wrong. */
export function wrongUses(baseUrl: string): void {
  const client = clientOf(baseUrl)
  // @ts-expect-error: there is no such address
  client.GET('/serices')
  // @ts-expect-error: it has no such method
  client.GET('/matches')
  // @ts-expect-error: a match needs answers
  client.POST('/matches', { body: { questionSet: 'geldzorgen-noord' } })
  // @ts-expect-error: an id is needed
  client.GET('/services/{id}', {})
  // @ts-expect-error: there is no such query key
  client.GET('/services', { params: { query: { page: 2 } } })
  // @ts-expect-error: kinds are formal and informal
  client.GET('/services', { params: { query: { kind: 'other' } } })
}
