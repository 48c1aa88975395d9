import { readdirSync, readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { errorCodes as frameworkErrors } from 'fastify'
import { chromium } from 'playwright-core'
import t, { type Test } from 'tap'
import Type from 'typebox'
import { ConfigError, configurationTable, readConfig } from '../../src/config.js'
import { closed, component, oneOf, ref } from '../../src/http/component-schemas.js'
import { errorCodes, errorTables, fieldCodes } from '../../src/http/error-codes.js'
import { frameworkCodes, toApiError } from '../../src/http/problems.js'
import { needs } from '../helpers/debian.js'
import { aServer, listen, someRoutes } from './a-server.js'

interface Response {
  readonly $ref?: string
  readonly description: string
  readonly headers: object
  readonly content: object
}

interface Operation {
  readonly operationId: string
  readonly responses: Record<string, Response>
}

/** What these tests look at in the description. */
interface Described {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: {
    readonly responses: Record<string, Response>
    readonly schemas: Record<string, { readonly discriminator?: object }>
  }
}

const file = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

async function described(t: Test): Promise<Described> {
  const Cat = component(
    'Cat',
    closed(
      { kind: Type.Literal('cat', { description: 'Kind' }), lives: Type.Integer({ description: 'Nine' }) },
      { description: 'A cat' },
    ),
  )
  const Dog = component('Dog', closed({ kind: Type.Literal('dog', { description: 'Kind' }) }, { description: 'A dog' }))
  const Pet = component('Pet', oneOf<typeof Cat | typeof Dog>('kind', [Cat, Dog], { description: 'A pet' }))
  const { app } = await aServer({
    components: [Cat, Dog, Pet],
    routes: (server) => {
      someRoutes(server)
      server.post(
        '/v1/pets',
        {
          schema: {
            operationId: 'addPet',
            body: ref(Pet),
            response: { 201: ref(Pet), 204: Type.Null({ description: 'Nothing' }) },
          },
        },
        async (request, reply) => reply.code(201).send(request.body),
      )
    },
  })
  t.teardown(() => app.close())
  t.same(
    (await app.inject({ method: 'POST', url: '/v1/pets', payload: { kind: 'cat', lives: 'nine' } })).json().errors,
    [{ pointer: '/lives', code: 'wrong-type', detail: 'Expected an integer.' }],
  )
  t.match((await app.inject({ method: 'POST', url: '/v1/pets', payload: { kind: 'cow' } })).json().errors, [
    { pointer: '/kind', code: 'not-allowed' },
  ])
  const reply = await app.inject('/v1/openapi.json')
  t.match(reply.headers, {
    'content-type': /^application\/json/,
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=300',
  })
  const shown = { ...reply.json(), servers: [{ url: '/v1' }] }
  t.same((await app.inject('/docs/json')).json(), shown, 'the explorer shows the same, and calls the host it is on')
  return reply.json()
}

t.test('the API describes itself in valid OpenAPI 3.1, as the design rules ask', async (t) => {
  const document = await described(t)
  t.match(await new Validator().validate({ ...document }), { valid: true })
  t.match(document, {
    openapi: '3.1.0',
    info: {
      title: 'MokumMatch',
      version: '1.0.0',
      contact: { name: 'Gemeente Voorbeeld', email: 'info@example.org', url: 'https://example.org' },
    },
    servers: [{ url: 'https://mokum.example.org/v1' }],
  })
  t.same(Object.keys(document.paths), [
    '/openapi.json',
    '/problems/{code}',
    '/matches',
    '/services',
    '/services/{id}',
    '/drafts/services/{id}',
    '/faults',
    '/pets',
  ])
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  for (const operation of operations) {
    for (const [status, given] of Object.entries(operation.responses)) {
      const response = given.$ref ? document.components.responses[given.$ref.split('/').at(-1)!]! : given
      t.match(
        response,
        { description: /./, headers: { 'API-Version': { $ref: /ApiVersion/ }, 'X-Request-Id': {} } },
        `${operation.operationId} ${status}`,
      )
      if (Number(status) >= 400) t.same(Object.keys(response.content), ['application/problem+json'])
    }
  }
  const statuses = (path: string, method: string) => Object.keys(document.paths[path]![method]!.responses).join(' ')
  t.equal(statuses('/matches', 'post'), '200 400 408 413 415 429 431 500 503')
  t.equal(statuses('/services', 'get'), '200 400 429 431 500 503')
  t.equal(statuses('/services/{id}', 'get'), '200 400 404 414 429 431 500 503')
  t.equal(statuses('/drafts/services/{id}', 'put'), '200 400 401 403 404 408 412 413 414 415 428 429 431 500 503')
  t.match(document.components.responses.Problem412!.description, '`precondition-failed`')
  t.match(document.components.responses.Problem429!.headers, { 'Retry-After': {} })
  t.same(document.components.schemas.Pet!.discriminator, {
    propertyName: 'kind',
    mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
  })
  t.same(Object.keys(document.components.schemas), [
    'Sentence',
    'FieldError',
    'Problem',
    'ProblemType',
    'PublishProblem',
    'FieldChange',
    'Cat',
    'Dog',
    'Pet',
  ])
  t.notMatch(JSON.stringify(document), /x-problems|def-\d/)
})

t.test('the explorer works from the service alone, under a policy without inline scripts', async (t) => {
  const { app } = await aServer()
  t.teardown(() => app.close())
  const page = await app.inject('/docs')
  const policy = String(page.headers['content-security-policy'])
  t.notMatch(policy, /unsafe|\*|https?:/)
  t.match(policy, "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-")
  t.notMatch(page.payload, /<script[^>]*>[^<]*\S[^<]*<\/script>|<style| style=| on[a-z]+=/)
  const assets = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!)
  t.ok(assets.length >= 6)
  for (const url of assets)
    t.match(
      await app.inject(url),
      { statusCode: 200, headers: { 'api-version': '1.0.0', 'content-security-policy': policy } },
      url,
    )
})

t.test(
  'a browser shows the explorer and finds nothing against the policy',
  { skip: needs('chromium', '/usr/bin/chromium') },
  async (t) => {
    const { app } = await aServer()
    t.teardown(() => app.close())
    const port = await listen(app)
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
    t.teardown(() => browser.close())
    const page = await browser.newPage()
    const complaints: string[] = []
    const hosts = new Set<string>()
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => hosts.add(new URL(request.url()).host))
    await page.goto(`http://127.0.0.1:${port}/docs`)
    await page.locator('.opblock-summary-path', { hasText: '/matches' }).first().click()
    await page.locator('.opblock-body').first().waitFor()
    t.same(complaints, [])
    t.same(
      [...hosts].filter((host) => host !== '' && host !== `127.0.0.1:${port}`),
      [],
      'no other host is asked',
    )
  },
)

t.test('one table holds all error codes: of the documentation, of the framework and of what is thrown', async (t) => {
  t.ok(
    file('docs/errors.md').includes(`\n${errorTables()}\n`),
    'docs/errors.md holds what errorTables() of src/http/error-codes.ts gives',
  )
  const atStart = ['FST_ERR_CTP_INSTANCE_ALREADY_STARTED', 'FST_ERR_INVALID_URL']
  for (const [code, make] of Object.entries(frameworkErrors as Record<string, new () => { statusCode?: number }>)) {
    const { statusCode = 500 } = new make()
    const own = frameworkCodes[code]
    if (statusCode < 500 && !atStart.includes(code)) t.equal(own && errorCodes[own].status, statusCode, code)
  }
  const sources = readdirSync(new URL('../../../src', import.meta.url), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts'),
  )
  const thrown = sources.flatMap((path) =>
    [...file(`src/${path}`).matchAll(/new ApiError\(\s*'([^']*)'/g)].map(([, code]) => code!),
  )
  t.ok(thrown.length > 20)
  t.same(
    [...new Set(thrown)].filter((code) => !Object.hasOwn(errorCodes, code)),
    [],
  )
  for (const [code, { status, title, mend }] of Object.entries(errorCodes)) {
    t.match(code, /^[a-z]+(-[a-z]+)*$/)
    t.ok(status >= 400 && Number(status) !== 422 && !/[.!]$/.test(title) && mend.endsWith('.'), code)
  }
  t.ok(Object.keys(fieldCodes).every((code) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(code)))
})

t.test('the configuration has a value for everything, and says all that is wrong at once', async (t) => {
  const standard = readConfig({})
  t.match(standard, {
    host: '127.0.0.1',
    port: 3000,
    metricsPort: null,
    publicUrl: 'http://localhost:3000',
    trustProxy: [],
    databaseUrl: 'file:./data/mokummatch.sqlite',
    adminKey: null,
    logLevel: 'info',
    defaultLanguage: 'nl',
    timeZone: 'Europe/Amsterdam',
    rotationDays: 7,
    publishRules: [],
    matchBodyLimitBytes: 16_384,
    contactEmail: 'info@example.org',
  })
  t.ok(Object.isFrozen(standard))
  t.match(
    readConfig({
      PORT: ' 9000 ',
      HOST: '',
      PUBLIC_URL: 'https://mokum.example.org/',
      METRICS_PORT: '9100',
      TRUST_PROXY: '10.0.0.1, 192.168.0.0/16,loopback,2001:db8::/32',
      LOG_LEVEL: 'warn',
      ROTATION_DAYS: '14',
      PUBLISH_RULES: 'reachable, gini < .60,choice',
      MOKUMMATCH_ADMIN_KEY: 'k'.repeat(32),
      DEFAULT_LANGUAGE: 'zh-Hant',
      TIME_ZONE: 'Europe/Brussels',
      CONTACT_NAME: 'Gemeente Ámsterdam',
    }),
    {
      port: 9000,
      host: '127.0.0.1',
      publicUrl: 'https://mokum.example.org',
      metricsPort: 9100,
      trustProxy: ['10.0.0.1', '192.168.0.0/16', 'loopback', '2001:db8::/32'],
      logLevel: 'warn',
      rotationDays: 14,
      publishRules: ['choice', 'gini<0.6', 'reachable'],
      adminKey: 'k'.repeat(32),
      defaultLanguage: 'zh-Hant',
      timeZone: 'Europe/Brussels',
    },
  )
  t.equal(readConfig({ DATABASE_URL: 'file:///a%20b/x.db' }).compiledFile, '/a b/x.db.compiled', 'beside the database')
  t.equal(readConfig({ DATABASE_URL: 'file:/a%20b/x.db' }).compiledFile, '/a%20b/x.db.compiled', 'a path, and no URL')
  const wrong = {
    PORT: '70000',
    HOST: 'a b',
    DATABASE_URL: 'postgres://secret@db/x',
    PUBLIC_URL: 'ftp://secret.example.org',
    TIME_ZONE: 'Mars/Secret',
    ROTATION_DAYS: '366',
    METRICS_PORT: '-1',
    LOG_LEVEL: 'loud',
    TRUST_PROXY: 'true',
    MOKUMMATCH_ADMIN_KEY: 'secret',
    MATCH_BODY_LIMIT_BYTES: '1e6',
    RATE_LIMIT_KEY_PER_MINUTE: '0x10',
    DEFAULT_LANGUAGE: 'Dutch',
    CONTACT_EMAIL: 'nobody',
    CONTACT_URL: 'https://a.example.org/?secret',
    PUBLISH_RULES: 'secret',
  }
  const error = t.throws(() => readConfig(wrong)) as unknown as ConfigError
  t.ok(error instanceof ConfigError)
  t.same(error.problems.map((problem) => problem.split(' ')[0]).sort(), Object.keys(wrong).sort())
  t.notMatch(error.message, /secret|70000/i, 'what was given is not repeated')
  t.ok(error.problems.includes('PORT must be a whole number from 0 to 65535.'))
  for (const proxy of ['1', '10.0.0.1/33', '10.0.0.1/', 'example.org', '10.0.0.1,,', '10.0.0.0/8/8'])
    t.throws(() => readConfig({ TRUST_PROXY: proxy }), ConfigError, proxy)
  for (const rules of [
    'fair',
    'choice,choice',
    'gini',
    'gini<0',
    'gini<1.1',
    'gini<0.5,gini<0.6',
    'choice,',
    'gini>0.5',
  ])
    t.throws(
      () => readConfig({ PUBLISH_RULES: rules }),
      { message: /PUBLISH_RULES must be .* such as gini<0\.6\./ },
      rules,
    )
  t.ok(
    file('docs/configuration.md').includes(`\n${configurationTable()}\n`),
    'docs/configuration.md holds what configurationTable() of src/config.ts gives',
  )
})

t.test('a full disk and a writer that keeps others waiting are no faults of the service', async (t) => {
  const thrown = (code: string) => toApiError(Object.assign(new Error('a sentence for the log'), { code }))
  t.match(thrown('SQLITE_FULL'), { code: 'storage-full', statusCode: 507, headers: { 'retry-after': '300' } })
  t.match(thrown('database-in-use'), { code: 'unavailable', statusCode: 503, headers: { 'retry-after': '5' } })
  t.match(thrown('SQLITE_CORRUPT'), { code: 'internal-error', statusCode: 500 })
})
