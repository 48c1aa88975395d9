import { writeSync } from 'node:fs'
import { openStorage } from '../../src/storage/storage.js'
import { aService } from '../helpers/builders.js'
import { anEditor } from './an-editor.js'

/**
 * The process that is killed: puts drafts and publishes without end (or `count` times), and says so of each on its
 * standard output, one line when it stands: `draft 7`, `release 3 seal`.
 */
const [url, first, count] = process.argv.slice(2)
const storage = await openStorage({ url: String(url) })
const editor = anEditor(storage, { drawRotation: () => '0123456789abcdef' })
const acknowledge = (line: string) => writeSync(1, `${line}\n`)

acknowledge('open')
for (let i = Number(first); i < Number(first) + Number(count); i++) {
  // Of two sizes, so that a write is sometimes more than a page.
  const cost = { nl: String(i).padEnd(i % 3 === 0 ? 9_000 : 10, '.') }
  await editor.put(aService({ id: `s-${i}`, cost }), aService({ id: 'same', cost }))
  acknowledge(`draft ${i}`)
  if (i % 2 === 0) continue
  const { number, seal } = await editor.release()
  acknowledge(`release ${number} ${seal}`)
}
await storage.close()
