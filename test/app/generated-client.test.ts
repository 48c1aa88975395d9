import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { anApp } from '../helpers/an-app.js'

/** What test/generated-client/use-the-api.ts exports. */
interface Uses {
  match(baseUrl: string, body: object): Promise<string[]>
  idsOfServices(baseUrl: string, limit: number): Promise<string[]>
  problemOf(baseUrl: string): Promise<{ readonly status: number; readonly code: string; readonly detail: string }>
  renameOrganization(baseUrl: string, key: string, name: string): Promise<number>
}

// In the package, so that `openapi-fetch` is found.
const folder = join(process.cwd(), 'dist/generated-client')

const strictest = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  noImplicitReturns: true,
  verbatimModuleSyntax: true,
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
}

function run(t: Test, tool: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(join(process.cwd(), 'node_modules/.bin', tool), args, {
    encoding: 'utf8',
  })
  t.equal(status, 0, `${tool} ${args.join(' ')}\n${stdout}\n${stderr}`)
}

t.test('A client generated from the description compiles strictly, and works', async (t) => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  run(t, 'openapi-typescript', ['openapi/openapi.json', '--output', join(folder, 'api.ts')])
  cpSync('test/generated-client/use-the-api.ts', join(folder, 'use-the-api.ts'))
  const project = { compilerOptions: strictest, files: ['api.ts', 'use-the-api.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project))
  run(t, 'tsc', ['--project', folder])
  for (const file of project.files) {
    const code = readFileSync(join(folder, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|"[^"]*"/g, '')
    t.notMatch(code, /\bany\b|\bas (?!const)\w|!\./, `${file} casts nothing`)
  }

  const app = await anApp(t)
  const baseUrl = `http://127.0.0.1:${await app.listen()}`
  const uses: Uses = await import(join(folder, 'use-the-api.js'))

  const body = { questionSet: 'geldzorgen-noord', answers: { topics: ['debt'], want: 'listens' }, language: 'en' }
  const { choices } = (await app.match(body)).json()
  t.equal(choices.length, 3)
  t.same(
    await uses.match(baseUrl, body),
    choices.map((choice: Record<string, { name: { text: string }; kind: string }>) => {
      const { service, organization } = choice
      return `${service?.name.text} (${organization?.kind})`
    }),
  )

  const all = (await app.ask('/v1/services?limit=200')).json().items.map(({ id }: { id: string }) => id)
  t.ok(all.length > 14)
  t.same(await uses.idsOfServices(baseUrl, 7), all)

  t.match(await uses.problemOf(baseUrl), {
    status: 400,
    code: 'invalid-answers',
    detail: '/answers/nothing unknown-question',
  })

  t.equal(await uses.renameOrganization(baseUrl, app.adminKey, 'Doras again'), 200)
  t.equal(await uses.renameOrganization(baseUrl, 'nobody', 'Nobody'), 401)
  t.match((await app.edit('GET', '/v1/drafts/organizations/doras')).json(), { name: 'Doras again' })
})
