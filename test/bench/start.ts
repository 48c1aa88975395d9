import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../helpers/random.js'
import { makeCatalogue } from './catalogue.js'
import { keepCompiled } from './compiled.js'
import { openApp, publish } from './served.js'

/**
 * `npm run bench:start [-- services …]`: how long a service takes to be ready, from the start of its process, beside one
 * with an empty database: from its compiled file at every size and, up to 5,000 services, without it. The starts take
 * turns. What came out stands in docs/performance.md.
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [5_000, 100_000]
const publishedUpTo = 5_000
const rounds = 5

interface Start {
  readonly name: string
  readonly file: string
  readonly compiledFile: string
  readonly readyMs: number[]
  readonly rssBytes: number[]
}

const folder = mkdtempSync(join(tmpdir(), 'mokummatch-bench-'))
const start = (name: string, file: string, compiledFile: string): Start => ({
  name,
  file: join(folder, file),
  compiledFile: compiledFile === 'none' ? 'none' : join(folder, compiledFile),
  readyMs: [],
  rssBytes: [],
})
try {
  console.log(`Node ${process.version}, ${cpus()[0]?.model}`)
  const starts = [start('an empty release', 'empty.sqlite', 'none')]
  const empty = join(folder, 'empty.sqlite')
  await (await openApp(empty, (rooms) => rooms.publish({ by: 'bench' }))).close()
  for (const size of sizes) {
    const catalogue = makeCatalogue(seeded(2), size)
    const compiled = `${size}.compiled`
    await keepCompiled(catalogue, empty, join(folder, compiled))
    starts.push(start(`${size} services, from the compiled file`, 'empty.sqlite', compiled))
    if (size > publishedUpTo) continue
    await (await openApp(join(folder, `${size}.sqlite`), (rooms) => publish(rooms, catalogue))).close()
    starts.push(start(`${size} services, read and compiled`, `${size}.sqlite`, 'none'))
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < starts.length; turn += 1) await run(starts[(turn + round) % starts.length]!)
  }
  print(starts)
} finally {
  rmSync(folder, { recursive: true })
}

async function run({ file, compiledFile, readyMs, rssBytes }: Start): Promise<void> {
  const child = fork(new URL('./start-one.js', import.meta.url), [file, compiledFile], { execArgv: [] })
  const [said] = await once(child, 'message')
  await once(child, 'exit')
  if (said.status !== 200) throw new Error(`It was not ready: ${said.status}`)
  readyMs.push(said.readyMs)
  rssBytes.push(said.rssBytes)
}

function print(starts: readonly Start[]): void {
  console.log(`\nMedian of ${rounds} starts in turns\n`)
  console.log('| | ready after, s | more than an empty one, s | memory, MB | compiled file, MB |')
  console.log('|---|--:|--:|--:|--:|')
  const base = median(starts[0]!.readyMs)
  for (const { name, readyMs, rssBytes, compiledFile } of starts) {
    const more = (median(readyMs) - base) / 1_000
    const file = compiledFile === 'none' ? '' : (statSync(compiledFile).size / 1e6).toFixed(0)
    const cells = [(median(readyMs) / 1_000).toFixed(2), more.toFixed(2), (median(rssBytes) / 1e6).toFixed(0), file]
    console.log(`| ${name} | ${cells.join(' | ')} |`)
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}
