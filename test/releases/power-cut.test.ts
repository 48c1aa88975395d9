import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { openStorage } from '../../src/storage/storage.js'
import { aFolder } from '../helpers/database.js'
import { needs } from '../helpers/debian.js'
import { filesAfterCut, type Operation, readTrace } from './power-cuts.js'
import { whatIsLost } from './what-is-lost.js'

const cuts = Number(process.env.POWER_CUTS ?? 100)
const skip = needs('strace', '/usr/bin/strace')
const writer = fileURLToPath(new URL('./writer.js', import.meta.url))

/** What a process did to a database that existed before, from opening to closing it. */
async function aRecording(t: Test) {
  const folder = join(aFolder(t), 'traced')
  const path = join(folder, 'mokum.db')
  await (await openStorage({ url: `file:${path}` })).close()
  const before = new Map([[path, readFileSync(path)]])
  const trace = `${folder}.trace`
  const calls = 'trace=openat,pwrite64,pwritev,fsync,fdatasync,ftruncate,write,close,unlink,rename'
  const strace = ['-f', '-xx', '-s', '1000000', '-e', calls, '-o', trace]
  execFileSync('/usr/bin/strace', [...strace, process.execPath, writer, `file:${path}`, '1', '24'])
  const operations = readTrace(readFileSync(trace, 'latin1'), folder).filter(
    // Shared memory between processes; it is made anew after a cut.
    (operation) => !('path' in operation && operation.path.endsWith('-shm')),
  )
  return { folder, before, operations }
}

/** Cuts the power at random moments, and gives what was lost at each. */
async function lossesOf(
  t: Test,
  recording: Awaited<ReturnType<typeof aRecording>>,
  options: { readonly cuts: number; readonly random: () => number },
) {
  const { folder, before, operations } = recording
  const replay = aFolder(t)
  const losses: string[] = []
  for (let cut = 0; cut < options.cuts; cut++) {
    const until = operations.slice(0, 1 + Math.floor(options.random() * operations.length))
    const told = until.flatMap((operation) => (operation.kind === 'tell' ? [operation.line] : []))
    const to = join(replay, String(cut))
    mkdirSync(to)
    for (const [path, bytes] of filesAfterCut(before, until, { folder, random: options.random })) {
      writeFileSync(path.replace(folder, to), bytes)
    }
    losses.push(
      ...(await lostIn(`file:${to}/mokum.db`, told)).map((loss) => `cut ${cut} after ${until.length}: ${loss}`),
    )
  }
  return losses
}

async function lostIn(url: string, told: readonly string[]): Promise<string[]> {
  try {
    const storage = await openStorage({ url })
    try {
      return await whatIsLost(storage, told)
    } finally {
      await storage.close()
    }
  } catch (error) {
    return [String(error)]
  }
}

/** Random numbers that the seed repeats (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

t.test('A power cut loses nothing that was acknowledged', { skip }, async (t) => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
  t.comment(`seed ${seed}`)
  const recording = await aRecording(t)
  t.equal(recording.operations.filter(({ kind }) => kind === 'tell').length, 37)
  t.same(await lossesOf(t, recording, { cuts, random: randomOf(seed) }), [])

  const isLogSync = (operation: Operation) => operation.kind === 'sync' && operation.path.endsWith('-wal')
  const careless = { ...recording, operations: recording.operations.filter((operation) => !isLogSync(operation)) }
  const losses = await lossesOf(t, careless, { cuts: 20, random: randomOf(seed) })
  t.ok(losses.length > 0, 'the replay itself sees what is lost where the log is not synced')
})
