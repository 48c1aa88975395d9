import t from 'tap'
import { readDemo } from '../../src/demo/demo.js'
import { anApp } from '../helpers/an-app.js'

const app = await anApp(t)
const { catalogue } = readDemo()

interface Named {
  readonly id: string
  readonly kind?: string
  readonly organization?: string
  readonly terms?: Record<string, readonly string[]>
}

/** All items of a list, page by page. */
async function all(url: string, limit = 200): Promise<Named[]> {
  const items: Named[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const address = `${url}${url.includes('?') ? '&' : '?'}limit=${limit}${cursor && `&cursor=${cursor}`}`
    const page: { items: Named[]; next: string | null } = (await app.ask(address)).json()
    items.push(...page.items)
    cursor = page.next
  }
  return items
}

const sorted = (ids: Iterable<string>): string[] => [...ids].sort()
const demoOf = (list: string): Named[] => catalogue[list] as Named[]
const lists = {
  services: 'services',
  organizations: 'organizations',
  taxonomies: 'taxonomies',
  'question-sets': 'questionSets',
}

t.test('Lists give everything exactly once, in the order of ids, whatever the length of a page', async (t) => {
  for (const [path, list] of Object.entries(lists)) {
    const ids = sorted(demoOf(list).map(({ id }) => id))
    for (const limit of [1, 7, 50, 200]) {
      t.same(
        (await all(`/v1/${path}`, limit)).map(({ id }) => id),
        ids,
        `${path} by ${limit}`,
      )
    }
    const exact = (await app.ask(`/v1/${path}?limit=${Math.min(ids.length, 200)}`)).json()
    t.equal(exact.next, null, `${path}: a page that is just full is the last`)
  }
})

t.test('Each document of a list can be read by its id, as it was written', async (t) => {
  for (const [path, list] of Object.entries(lists)) {
    for (const document of demoOf(list)) {
      const reply = await app.ask(`/v1/${path}/${document.id}`)
      const { capacity, ...rest } = reply.json()
      t.same(rest, document, `${path}/${document.id}`)
      if (path === 'services') t.match(capacity, { status: /^(open|limited|waitlist|full)$/ })
    }
    const [first] = (await app.ask(`/v1/${path}?limit=1`)).json().items
    const { terms, ...whole } = (await app.ask(`/v1/${path}/${first.id}`)).json()
    t.same(first, path === 'services' ? { ...whole, terms } : whole, 'in a list too, but for the terms of a taxonomy')
  }
  t.match((await app.ask('/v1/services/jong-aan-het-ij-chat')).json().capacity, {
    status: 'limited',
    note: { nl: 'Een antwoord kan een dag duren.', en: 'An answer can take a day.' },
  })
})

t.test('Services are found by organization, kind, language and terms, as a match would find them', async (t) => {
  const services = await all('/v1/services')
  const kinds = new Map((await all('/v1/organizations')).map(({ id, kind }) => [id, kind]))
  const found = async (query: string) => (await all(`/v1/services?${query}`, 3)).map(({ id }) => id)
  const those = (is: (service: Named) => boolean | undefined) => services.filter(is).map(({ id }) => id)
  const carries = (taxonomy: string, ...ids: string[]) =>
    those(({ terms }) => terms?.[taxonomy]?.some((id) => ids.includes(id)))

  t.same(
    await found('kind=informal'),
    those(({ organization }) => kinds.get(organization!) === 'informal'),
  )
  t.same(await found('organization=buurtteam-amsterdam'), ['buurtteam-noord', 'buurtteam-outside-noord'])
  t.same(await found('language=tr'), await found('term=language:tr'))
  t.same(await found('language=tr'), carries('language', 'tr'))
  const debt = await found('term=topic:debt')
  t.ok(carries('topic', 'debt').every((id) => debt.includes(id)))
  t.ok(debt.length > carries('topic', 'debt').length, 'also those of a wider or narrower topic')
  const noord = await found('term=area:noord')
  t.ok(
    carries('area', 'amsterdam').every((id) => noord.includes(id)),
    'who serves all of Amsterdam serves Noord',
  )
  t.same(
    await found('term=topic:debt&term=area:noord'),
    debt.filter((id) => noord.includes(id)),
    'all terms must hold',
  )
  t.same(
    await found('term=topic:debt&kind=formal&language=nl'),
    those(({ id, organization, terms }) => {
      return debt.includes(id) && kinds.get(organization!) === 'formal' && terms?.language?.includes('nl')
    }),
  )
  t.same(
    (await all('/v1/organizations?kind=formal')).map(({ id }) => id),
    sorted([...kinds.keys()].filter((id) => kinds.get(id) === 'formal')),
  )
  for (const nothing of ['organization=nobody', 'term=topic:nothing', 'term=constructor:constructor', 'language=xx']) {
    t.same(await found(nothing), [], nothing)
  }
})

t.test('What is published may be kept by a cache, and is asked again by its tag', async (t) => {
  const urls = [
    '/v1/services?limit=2',
    '/v1/services/buurtteam-noord',
    '/v1/taxonomies/topic',
    '/v1/question-sets',
    '/v1/releases',
    '/v1/releases/1',
  ]
  for (const url of urls) {
    const { headers } = await app.ask(url)
    const etag = String(headers.etag)
    t.match(
      headers,
      { 'cache-control': 'public, max-age=60, stale-while-revalidate=600', 'access-control-allow-origin': '*' },
      url,
    )
    t.notOk(headers.vary ?? headers['set-cookie'], 'one copy is for everybody')
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await app.ask({ url, headers: { 'if-none-match': held } })
      t.match(again, { statusCode: 304, body: '', headers: { etag, 'cache-control': /^public/ } }, `${url} ${held}`)
    }
    t.match(await app.ask({ url, headers: { 'if-none-match': '"other"' } }), { statusCode: 200 }, url)
    const head = await app.ask({ method: 'HEAD', url })
    t.match(
      head,
      { statusCode: 200, body: '', headers: { etag, 'content-length': headers['content-length'] } },
      `HEAD ${url}`,
    )
  }
  const gone = await app.ask({ url: '/v1/services/nobody', headers: { 'if-none-match': '*' } })
  t.match(gone, { statusCode: 404, headers: { 'cache-control': 'no-store' } })
  t.notOk(gone.headers.etag)
  t.match(await app.ask('/v1/partners/neos'), { headers: { 'cache-control': /^public/ } })
})

t.test('A site of a partner reads what it needs to start, but not from which origins others may call', async (t) => {
  t.same((await app.ask('/v1/partners/maak020')).json(), {
    id: 'maak020',
    name: 'Ma.ak020',
    questionSets: ['geldzorgen-noord', 'mokummatch-2022'],
    languages: ['nl', 'en', 'tr', 'ar', 'pl', 'es'],
    contactPoint: 'buurtteam-noord',
  })
  t.match(await app.ask('/v1/partners/nobody'), { statusCode: 404 })
})

t.test('A release shows what it is, not by whom nor why', async (t) => {
  const release = (await app.ask('/v1/releases/1')).json()
  t.match(release, {
    number: 1,
    digest: /^[0-9a-f]{64}$/,
    rotation: '6d6f6b756d313032',
    previous: null,
    seal: /^[0-9a-f]{64}$/,
  })
  t.same(Object.keys(release).sort(), ['createdAt', 'digest', 'number', 'previous', 'rotation', 'rules', 'seal'])
  t.same((await app.ask('/v1/releases')).json(), { items: [release], next: null })
})

t.test('What is not there is 404, and a parameter that is not described 400', async (t) => {
  for (const url of [
    '/v1/services/nobody',
    '/v1/organizations/nobody',
    '/v1/taxonomies/nobody',
    '/v1/question-sets/nobody',
    '/v1/releases/99',
    '/v1/problems/nothing',
    '/v1/nothing',
    '/nothing',
  ]) {
    const reply = await app.ask(url)
    t.match(reply, { statusCode: 404, headers: { 'content-type': /^application\/problem\+json/ } }, url)
    t.match(reply.json(), { code: 'not-found' }, url)
  }
  const wrong = {
    '/v1/services?page=2': ['page', 'unknown-parameter'],
    '/v1/services?limit=0': ['limit', 'out-of-range'],
    '/v1/services?limit=201': ['limit', 'out-of-range'],
    '/v1/services?limit=some': ['limit', 'wrong-type'],
    '/v1/services?kind=canary': ['kind', 'not-allowed'],
    '/v1/services?term=canary': ['term', 'wrong-format'],
    '/v1/services?cursor=canary': ['cursor', 'wrong-format'],
    '/v1/releases?cursor=YQ': ['cursor', 'wrong-format'],
    '/v1/releases?cursor=*': ['cursor', 'wrong-format'],
    '/v1/services?release=0': ['release', 'out-of-range'],
    '/v1/services?release=99': ['release', 'unknown-release'],
    '/v1/services/Canary!': ['id', 'wrong-format'],
    '/v1/releases/one': ['number', 'wrong-type'],
    '/v1/partners/neos?release=1': ['release', 'unknown-parameter'],
  }
  for (const [url, [parameter, code]] of Object.entries(wrong)) {
    const reply = await app.ask(url)
    t.equal(reply.statusCode, 400, url)
    t.match(reply.json().errors, [{ parameter, code }], url)
    t.notMatch(reply.body, /canary/i, url)
  }
})

t.test('A weakness can be reported', async (t) => {
  const reply = await app.ask('/.well-known/security.txt')
  t.match(reply, { statusCode: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } })
  t.match(reply.body, /^Contact: mailto:info@example\.org\n/)
})
