import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { demoRotation, readDemo } from '../../src/demo/demo.js'
import { aFolder } from '../helpers/database.js'
import { runCommand } from '../helpers/processes.js'

/** The command line as a process of its own, over a database in a folder of its own. */
export function aCommandLine(t: Test) {
  const folder = aFolder(t)
  const run = (args: readonly string[], input = '', settings = {}) =>
    runCommand(args, { ...process.env, ...settings, DATABASE_URL: `file:${join(folder, 'mokummatch.sqlite')}` }, input)
  const file = (name: string, content: unknown): string => {
    const path = join(folder, name)
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }
  const withDemo = async (): Promise<void> => cpSync(await demoDatabase, join(folder, 'mokummatch.sqlite'))
  return { run, file, withDemo, folder }
}

/** The demo, imported and published by the command line once; each test gets a copy. */
const demoDatabase = (async () => {
  const { run, file, folder } = aCommandLine(t)
  t.match(await run(['import', file('demo.json', readDemo().catalogue)]), { code: 0 })
  t.match(await run(['publish', '--rotation', demoRotation, '--note', 'The demo']), {
    code: 0,
    out: /^Published release 1, /,
  })
  return join(folder, 'mokummatch.sqlite')
})()

export const answers = { topics: ['debt', 'paperwork'], want: 'listens', where: 'near-home', area: '1021' }
