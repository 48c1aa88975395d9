import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { faultsOf } from './rooms.js'

/** The sources of `src`, and of the SDK. */
function sources(): string[] {
  const files = readdirSync('.', { withFileTypes: true })
    .filter((entry) => ['src', 'sdk'].includes(entry.name))
    .flatMap(({ name }) => readdirSync(name, { recursive: true, encoding: 'utf8' }).map((file) => join(name, file)))
  return files.filter((file) => file.endsWith('.ts') && !/\.d\.ts$|(^|\/)(node_modules|dist|test)\//.test(file))
}

t.test('every file imports only what its room may, and keeps to its suffix', async (t) => {
  const files = sources()
  t.ok(files.includes('src/engine/match.ts'), 'the walk finds the engine')
  for (const file of files) t.same(faultsOf(file, readFileSync(file, 'utf8')), [], file)
})

t.test('a planted fault is caught', async (t) => {
  const faults: readonly [path: string, text: string, says: RegExp][] = [
    ['src/engine/a.ts', `import { hash } from 'node:crypto'`, /nothing of Node/],
    ['src/engine/a.ts', `import canonicalize from 'canonicalize'`, /the package canonicalize/],
    ['src/engine/a.ts', `import type { Words } from '../words/index.js'`, /the room words/],
    ['src/engine/a.ts', `const now = Date.now()`, /Date may not/],
    ['src/engine/a.ts', `const x = Math.random()`, /Math\.random may not/],
    ['src/engine/a.ts', `ids.sort((a, b) => a.localeCompare(b))`, /localeCompare may not/],
    ['src/engine/a.ts', `const lower = id.toLocaleLowerCase()`, /toLocale\* may not/],
    ['src/words/a.ts', `new Intl.PluralRules('nl')`, /Intl may not/],
    ['src/words/a.ts', `console.log('x')`, /console may not/],
    ['src/words/a.ts', `process.exit()`, /process may not/],
    ['src/words/a.ts', `import { match } from '../engine/index.js'`, /more than its types/],
    ['src/words/a.ts', `import { type Choice } from '../engine/index.js'`, /more than its types/],
    ['src/storage/a.ts', `import canonicalize from 'canonicalize'`, /the package canonicalize/],
    ['src/storage/a.ts', `import { readDraft } from '../drafts/draft-store.js'`, /the room drafts/],
    ['src/http/a.ts', `import { openStorage } from '../storage/storage.js'`, /the room storage/],
    ['src/http/a.ts', `import { match } from '../engine/index.js'`, /more than its types/],
    ['src/http/a.ts', `import Database from 'better-sqlite3'`, /the package better-sqlite3/],
    ['src/drafts/a.ts', `import { publish } from '../releases/publish.js'`, /the room releases/],
    ['src/drafts/a.ts', `import type { Release } from '../releases/release.js'`, /the room releases/],
    ['src/drafts/a.ts', `export * from '../releases/release.js'`, /the room releases/],
    ['src/drafts/a.ts', `type R = import('../releases/release.js').Release`, /the room releases/],
    ['src/drafts/a.ts', `const late = await import('../releases/publish.js')`, /the room releases/],
    ['src/drafts/a.ts', `const late = await import(name)`, /the package \(computed\)/],
    ['src/drafts/a.ts', `import { has } from '../engine/weigh.js'`, /no door of a sealed box/],
    ['src/drafts/a.ts', `import Database from 'better-sqlite3'`, /the package better-sqlite3/],
    ['src/drafts/a.ts', `import { createApp } from '../app.js'`, /imports src\/app/],
    ['src/drafts/a.ts', `import { readConfig } from '../config.js'`, /imports src\/config/],
    ['src/app.ts', `import { run } from './cli.js'`, /imports src\/cli/],
    ['src/cli.ts', `import { publish } from './releases/publish.js'`, /the room releases/],
    ['src/commands/a.ts', `import { publish } from '../releases/publish.js'`, /the room releases/],
    ['src/drafts/a.ts', `import { Refusal } from '../commands/refusal.js'`, /the room commands/],
    ['src/config.ts', `import { createApp } from './app.js'`, /imports src\/app/],
    ['src/drafts/a.ts', `import '../../../elsewhere/x.js'`, /outside the project/],
    ['src/drafts/a.ts', 'db.all(`select id from drafts where type = $1`)', /SQL stands/],
    ['src/drafts/a.ts', `db.run('INSERT INTO drafts (id) VALUES ($1)')`, /SQL stands/],
    ['src/drafts/a.ts', `db.run('update drafts set id = $1')`, /SQL stands/],
    ['src/drafts/a.ts', `db.run(\`delete from drafts where \${where}\`)`, /SQL stands/],
    ['src/drafts/service.ts', `import Type from 'typebox'`, /TypeBox stands/],
    ['src/drafts/service.ts', `import { Value } from 'typebox/value'`, /TypeBox stands/],
    ['src/http/problems.ts', `import { Type } from '@fastify/type-provider-typebox'`, /TypeBox stands/],
    ['src/drafts/service.ts', `import type { FastifyRequest } from 'fastify'`, /requests are handled/],
    ['src/matching/present.ts', `const level = process.env.LOG_LEVEL`, /process\.env is read/],
    ['src/app.ts', `import { env } from 'node:process'`, /process\.env is read/],
    ['src/drafts/utils.ts', '', /says nothing/],
    ['sdk/client.ts', `import { createApp } from '../src/app.js'`, /imports src\/app/],
    ['sdk/client.ts', `import { presented } from '../src/matching/present.js'`, /the room matching/],
    ['sdk/client.ts', `import ky from 'ky'`, /the package ky/],
    ['sdk/flow.ts', `document.querySelector('#x')`, /document\.\* may not/],
    ['sdk/flow.ts', `window.scrollTo(0, 0)`, /window may not/],
  ]
  for (const [path, text, says] of faults) {
    const found = faultsOf(path, text)
    t.equal(found.length, 1, `one fault: ${path}: ${text}`)
    t.match(found[0], says)
  }
})

t.test('what is allowed is no fault', async (t) => {
  const allowed: readonly [path: string, text: string][] = [
    ['src/words/a.ts', `import type { Choice } from '../engine/index.js'`],
    ['src/engine/a.ts', `import { has } from './weigh.js' // not Date.now() nor 'Intl'`],
    ['src/storage/a.ts', `import Database from 'better-sqlite3'\ndb.exec('begin immediate')`],
    ['src/http/limits.ts', `import { fastify } from 'fastify'\nimport type { Static } from 'typebox'`],
    ['src/drafts/service-schemas.ts', `import Type from 'typebox'`],
    ['src/drafts/draft-routes.ts', `import type { FastifyInstance } from 'fastify'`],
    ['src/drafts/draft-store.ts', `db.all('select id from drafts')`],
    ['src/drafts/service.ts', `import { compile } from '../engine/index.js'\nconst s = 'Select the terms.'`],
    ['src/app.ts', `import { publish } from './releases/publish.js'\nimport type { Config } from './config.js'`],
    ['src/app.ts', `import { allLanguages } from './words/all-languages.js'`],
    ['src/main.ts', `import { createApp } from './app.js'\nimport { openStorage } from './storage/storage.js'`],
    ['src/cli.ts', `import { addMatch } from './commands/match.js'`],
    ['src/commands/service.ts', `import { serve } from '../main.js'`],
    ['src/config.ts', `const { PORT } = process.env`],
    ['sdk/device.ts', `import { match } from '../src/engine/index.js'`],
    ['sdk/element.ts', `document.createElement('p')`],
  ]
  for (const [path, text] of allowed) t.same(faultsOf(path, text), [], `${path}: ${text}`)
})
