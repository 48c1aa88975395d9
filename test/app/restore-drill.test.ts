import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { aFolder } from '../helpers/database.js'
import { aFreePort, cli, runCommand } from '../helpers/processes.js'

const question = {
  questionSet: 'geldzorgen-noord',
  answers: { topics: ['debt', 'paperwork'], want: 'listens', where: 'near-home', area: '1021' },
  alternatives: 3,
}

t.test('A database that was lost comes back from a backup, and the same match gives the same receipt', async (t) => {
  const folder = aFolder(t)
  const data = join(folder, 'data')
  const backup = join(folder, 'backup.sqlite')
  const env = { PATH: process.env.PATH, DATABASE_URL: `file:${join(data, 'mokummatch.sqlite')}` }
  const run = (...args: readonly string[]) => runCommand(args, env)
  const serve = async (...args: readonly string[]) => {
    const port = await aFreePort()
    const child = spawn(process.execPath, [cli, 'serve', ...args], {
      env: { ...env, PORT: `${port}` },
      stdio: 'ignore',
    })
    const ended = once(child, 'close')
    const stop = async (signal: NodeJS.Signals) => {
      child.kill(signal)
      await ended
    }
    t.teardown(() => stop('SIGKILL'))
    const ask = async (path: string, body?: object) => {
      const headers = {
        authorization: `Bearer ${readFileSync(join(data, 'admin-key'), 'utf8').trim()}`,
        'content-type': 'application/json',
      }
      const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers,
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      })
      return { status: reply.status, body: await reply.json() }
    }
    const isReady = () => ask('/health/ready').catch(() => undefined)
    while ((await isReady())?.status !== 200 && child.exitCode === null) await setTimeout(50)
    return { ask, stop }
  }

  const first = await serve('--demo')
  const published = await first.ask('/v1/releases', { rotation: '0123456789abcdef', note: 'Before the backup' })
  t.equal(published.status, 201)
  while ((await first.ask('/v1/matches', question)).body.receipt.release !== 2) await setTimeout(100)
  const before = (await first.ask('/v1/matches', question)).body
  const made = await run('backup', backup)
  t.match(made, { code: 0, err: '' })
  t.match(made.out, `Newest release: 2/${published.body.release.seal}`)
  const noted = /SHA-256: (.*)/.exec(made.out)?.[1] ?? ''

  t.equal((await first.ask('/v1/releases', { rotation: 'f'.repeat(16), note: 'After the backup' })).status, 201)
  t.match(await run('restore', backup, '--replace'), { code: 1, err: /has .* open: stop it first\.\n$/ })
  await first.stop('SIGKILL')
  rmSync(data, { recursive: true })
  mkdirSync(data)

  t.match(await run('restore', backup, '--sha256', noted), {
    code: 0,
    out: `Newest release: 2/${published.body.release.seal}`,
  })
  t.match(await run('verify', '--expected', `2/${published.body.release.seal}`), { code: 0 })
  t.notOk(existsSync(join(data, 'admin-key')), 'the key is no part of the database')
  const again = await serve()
  t.same((await again.ask('/v1/matches', question)).body, before, 'every byte of the match, and its receipt')
  t.equal((await again.ask('/v1/releases')).body.items.length, 2)
  t.equal((await again.ask('/v1/releases', { rotation: '1'.repeat(16) })).body.release.number, 3, 'and it goes on')
  await again.stop('SIGTERM')
})
