import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'

/**
 * Writes dist/sbom.cdx.json: what the service consists of (CycloneDX), as npm lists it from the lock file, and the SQLite
 * that better-sqlite3 brings compiled. Without the moment and the random number that npm adds, so that the same lock file
 * gives the same bytes.
 */
const { name } = JSON.parse(readFileSync('package.json', 'utf8'))
const npm = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application']
const { serialNumber: _, ...sbom } = JSON.parse(
  execFileSync('npm', npm, { encoding: 'utf8', maxBuffer: 64 * 1_048_576, stdio: ['ignore', 'pipe', 'inherit'] }),
)
delete sbom.metadata.timestamp
// npm calls it by the folder that it lies in.
sbom.metadata.component.name = name

// `--omit=dev` would also leave out what both the service and a development tool use.
const isRun = ({ properties = [] }) => !properties.some((each) => each.name === 'cdx:npm:package:development')
sbom.components = sbom.components.filter(isRun)
const refs = new Set([sbom.metadata.component, ...sbom.components].map((component) => component['bom-ref']))
sbom.dependencies = sbom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }))

const database = new Database(':memory:')
const version = database.prepare('SELECT sqlite_version()').pluck().get()
database.close()
const sqlite = `sqlite@${version}`
sbom.components.push({
  'bom-ref': sqlite,
  type: 'library',
  name: 'sqlite',
  version,
  scope: 'required',
  description: 'Compiled into better-sqlite3',
  purl: `pkg:generic/${sqlite}`,
  externalReferences: [{ type: 'website', url: 'https://sqlite.org/' }],
  licenses: [{ license: { id: 'blessing' } }],
})
sbom.dependencies.push({ ref: sqlite, dependsOn: [] })
sbom.dependencies.find(({ ref }) => ref.startsWith('better-sqlite3@')).dependsOn.push(sqlite)

mkdirSync('dist', { recursive: true })
writeFileSync('dist/sbom.cdx.json', `${JSON.stringify(sbom, null, 2)}\n`)
