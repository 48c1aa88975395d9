import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import t from 'tap'

interface Component {
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
  readonly licenses?: readonly object[]
}

interface Locked {
  readonly version: string
  readonly integrity: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
}

const build = (): string => {
  execFileSync(process.execPath, ['scripts/build-sbom.mjs'])
  return readFileSync('dist/sbom.cdx.json', 'utf8')
}

t.test(
  'The bill of materials names all that the service runs on, and the SQLite inside, the same each time',
  async (t) => {
    const text = build()
    t.equal(build(), text, 'no moment and nothing random in it')
    const { metadata, components, dependencies } = JSON.parse(text)
    t.match(metadata.component, {
      name: 'mokummatch',
      type: 'application',
      licenses: [{ license: { id: 'EUPL-1.2' } }],
    })

    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
    const locked = Object.entries<Locked>(packages).filter(
      ([path, { dev, devOptional, optional }]) => path.startsWith('node_modules/') && !(dev || devOptional || optional),
    )
    t.ok(locked.length > 50)
    const known = new Map(components.map((each: Component) => [`${each.name}@${each.version}`, each]))
    for (const [path, { version, integrity }] of locked) {
      const component = known.get(`${path.replace(/^.*node_modules\//, '')}@${version}`) as Component | undefined
      const [{ alg, content } = { alg: '', content: '' }] = component?.hashes ?? []
      const hash = `${alg.toLowerCase().replace('-', '')}-${Buffer.from(content, 'hex').toString('base64')}`
      t.equal(hash, integrity, path)
      t.ok(component?.licenses?.length, `${path} has a licence`)
    }

    const ofTools = Object.entries<Locked>(packages).filter(([, { dev }]) => dev)
    t.ok(ofTools.length > 50)
    const runs = new Set(locked.map(([path]) => path))
    for (const [path, { version }] of ofTools) {
      const name = path.replace(/^.*node_modules\//, '')
      if (!runs.has(`node_modules/${name}`))
        t.notOk(known.has(`${name}@${version}`), `${path} is only for who develops`)
    }

    const database = new Database(':memory:')
    const version = database.prepare('SELECT sqlite_version()').pluck().get()
    database.close()
    t.match(known.get(`sqlite@${version}`), { purl: `pkg:generic/sqlite@${version}` })
    const refs = new Set([metadata.component['bom-ref'], ...components.map((each: Component) => each['bom-ref'])])
    for (const { ref, dependsOn } of dependencies) {
      t.ok(refs.has(ref), ref)
      for (const other of dependsOn) t.ok(refs.has(other), `${ref} depends on ${other}`)
    }
  },
)
