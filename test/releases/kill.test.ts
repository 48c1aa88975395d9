import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { openStorage } from '../../src/storage/storage.js'
import { aFolder } from '../helpers/database.js'
import { whatIsLost } from './what-is-lost.js'

const cycles = Number(process.env.KILL_CYCLES ?? 30)
const writer = fileURLToPath(new URL('./writer.js', import.meta.url))

t.test(`A process killed ${cycles} times while it writes loses nothing that it acknowledged`, async (t) => {
  const url = `file:${join(aFolder(t), 'mokum.db')}`
  const acknowledged: string[] = []
  let next = 1
  for (let cycle = 0; cycle < cycles; cycle++) {
    const child = spawn(process.execPath, [writer, url, String(next), '100000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const closed = once(child, 'close')
    const lines = createInterface(child.stdout)
    const isOpen = once(lines, 'line')
    lines.on('line', (line) => acknowledged.push(line))
    await isOpen
    await setTimeout(Math.random() * 60)
    child.kill('SIGKILL')
    await closed

    const storage = await openStorage({ url })
    t.same(await whatIsLost(storage, acknowledged), [], `cycle ${cycle}`)
    // What was written but not acknowledged may stand too.
    const newest = await storage.read((db) =>
      db.get<{ last: number }>(
        "SELECT coalesce(max(CAST(substr(id, 3) AS INTEGER)), 0) AS last FROM drafts WHERE id <> 'same'",
      ),
    )
    next = (newest?.last ?? 0) + 1
    await storage.close()
  }
  const writes = acknowledged.filter((line) => line !== 'open').length
  t.comment(`${writes} acknowledged writes`)
  t.ok(writes > 0)
})
