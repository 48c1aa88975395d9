import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { sayDiskTrouble } from '../../src/commands/refusal.js'
import { cli } from '../helpers/processes.js'
import { aCommandLine } from './a-command-line.js'

t.test('A backup with a history that was changed, and a broken backup, are refused and change nothing', async (t) => {
  const { run, withDemo, folder } = aCommandLine(t)
  const [database, backup] = [join(folder, 'mokummatch.sqlite'), join(folder, 'backup.sqlite')]
  t.match(await run(['backup', backup]), { code: 1, err: /^No backup was made\. There is no database/ })
  await withDemo()
  const made = await run(['backup', backup])
  t.match(made, {
    code: 0,
    out: /checked: it can be restored\.\nSHA-256: [0-9a-f]{64}\nNewest release: 1\/[0-9a-f]{64}\n$/,
  })
  t.match(made.out, `SHA-256: ${sha256(readFileSync(backup))}\n`)
  t.match(made.out, `: ${statSync(backup).size} bytes`)
  t.match(await run(['backup', backup]), { code: 1, err: /There is a file/ })
  t.match(await run(['restore', backup]), { code: 1, err: /^Nothing was restored\. .*--replace/ })
  t.match(await run(['restore', backup, '--sha256', 'abc']), { code: 2, err: /64 hexadecimal digits/ })
  t.match(await run(['restore']), { code: 2, err: /missing required argument/ })

  const changed = Buffer.from(readFileSync(backup))
  const [name, other] = ['Letter table of De Veerpont', 'Better table of De Veerpont']
  t.ok(changed.includes(name))
  for (let at = changed.indexOf(name); at >= 0; at = changed.indexOf(name)) changed.write(other, at)
  writeFileSync(join(folder, 'changed.sqlite'), changed)
  const before = sha256(readFileSync(database))
  const refused = await run(['restore', join(folder, 'changed.sqlite'), '--replace'])
  t.match(refused, { code: 1, out: '' })
  t.match(refused.err, /history is not whole\.\nRelease 1: (document-changed|release-digest): /)
  t.equal(sha256(readFileSync(database)), before)

  writeFileSync(database, changed)
  t.match(await run(['backup', join(folder, 'second.sqlite')]), { code: 1, err: /history is not whole/ })
  const inCapitals = sha256(readFileSync(backup)).toUpperCase()
  const replaced = await run(['restore', backup, '--replace', '--sha256', inCapitals])
  t.match(replaced, { code: 0, out: /^Moved aside: .*\.before-\d{8}T\d{6}Z\n/ })
  t.equal(sha256(readFileSync(/aside: (.*)$/m.exec(replaced.out)?.[1] ?? '')), sha256(changed))
  t.match(await run(['verify']), { code: 0 })
})

t.test(
  'A draft with another letter than was written is named by verify, told by a backup, and can be mended',
  async (t) => {
    const { run, file, folder } = aCommandLine(t)
    const database = join(folder, 'mokummatch.sqlite')
    const canary = {
      id: 'canary',
      name: 'Voorbeeldkanarie',
      kind: 'informal',
      description: { nl: 'Vogels die samen koffie drinken.' },
    }
    await run(['import', file('canary.json', { organizations: [canary] })])
    const bytes = readFileSync(database)
    bytes.write('Voorbeeldkanaria', bytes.indexOf('Voorbeeldkanarie'))
    writeFileSync(database, bytes)
    t.match(await run(['verify']), {
      code: 1,
      out: '',
      err: /^Draft organization canary: Its text is not what was written\./,
    })
    const backup = join(folder, 'backup.sqlite')
    const told = /^Warning: Draft organization canary: /
    t.match(await run(['backup', backup]), { code: 0, err: told })
    t.match(await run(['restore', backup, '--replace']), { code: 0, err: told })
    const newer = file('newer.json', { organizations: [{ ...canary, name: 'Kanarie' }] })
    t.match(await run(['import', newer]), { code: 0 })
    t.match(await run(['verify']), { code: 0, out: /Drafts: 1\.\n/ })
  },
)

t.test('A database that is damaged, and a disk that is full, are told in a sentence', async (t) => {
  const { run, withDemo, folder } = aCommandLine(t)
  await withDemo()
  const database = join(folder, 'mokummatch.sqlite')
  const bytes = readFileSync(database)
  writeFileSync(database, bytes.fill(0xff, Math.floor(bytes.length / 3)))
  for (const command of ['verify', 'export', 'publish'])
    t.match(await run([command]), { code: 1, err: /^The database is damaged: .*docs\/backup\.md says\.\n$/ }, command)
  for (const code of ['SQLITE_FULL', 'ENOSPC'])
    t.match(sayDiskTrouble(Object.assign(new Error('no'), { code })), /^The disk of the database is full\. .*make room/)
  for (const error of [new Error('no'), Object.assign(new Error('no'), { code: 'EACCES' }), undefined])
    t.equal(sayDiskTrouble(error), undefined)
})

t.test('A key is created, given a new secret and revoked; only secrets stand on standard output', async (t) => {
  const { run } = aCommandLine(t)
  const create = ['keys', 'create', 'noord', '--name', 'Redactie Noord', '--scope', 'catalogue:write', 'publish']
  const secret = /^mmk_[\w-]{49}\n$/
  t.match(await run(create), {
    code: 0,
    out: secret,
    err: /^noord: Redactie Noord \(catalogue:write, publish\); expires /,
  })
  t.match(await run(create), { code: 1, out: /^$/, err: /Another key has or had this id/ })
  t.match(await run(['keys', 'create', 'x', '--name', 'X', '--scope', 'root']), { code: 1, err: /\/scopes: / })
  t.match(await run(['keys', 'create', 'x']), { code: 2 })
  for (const day of ['1/2/2035', '2035-02-30T00:00:00Z'])
    t.match(await run([...create, '--expires', day]), { code: 1, out: '', err: /\/expiresAt: / }, day)
  t.match(await run(['keys', 'rotate', 'noord', '--overlap-hours', '1000']), { code: 1, err: /\/overlapHours: / })
  t.match(await run(['keys', 'rotate', 'noord']), { code: 0, out: secret })
  t.match(await run(['keys', 'revoke', 'noord']), { code: 0, out: /^$/, err: /; revoked / })
  t.match(await run(['keys', 'list']), { code: 0, out: /^noord: .*; revoked .*; last used never\n$/ })
  t.match(await run(['keys', 'rotate', 'noord']), { code: 1, err: /revoked or has expired/ })
  t.match(await run(['keys', 'revoke', 'nobody']), { code: 1, err: /no key with this id/ })
})

t.test('What can not be shown is told, and of a secret what to do about it', async (t) => {
  const { run, folder, withDemo } = aCommandLine(t)
  await withDemo()
  const env = { ...process.env, DATABASE_URL: `file:${join(folder, 'mokummatch.sqlite')}` }
  const shell = ['-c', 'exec "$@" > /dev/full', 'sh', process.execPath, cli]
  const unseen = (args: readonly string[], input = '') => {
    const { status, stderr } = spawnSync('sh', [...shell, ...args], { env, input, encoding: 'utf8' })
    return { status, stderr }
  }
  const unwritable = /^Standard output can't be written: ENOSPC: .*$/m
  const made = unseen(['keys', 'create', 'noord', '--name', 'Redactie Noord', '--scope', 'publish'])
  t.match(made, { status: 1, stderr: unwritable })
  t.match(made.stderr, /^The secret is lost: mokummatch keys rotate noord gives another\.$/m)
  t.match(await run(['keys', 'rotate', 'noord']), { code: 0, out: /^mmk_/ })
  const match = ['match', '--question-set', 'mokummatch-2022', '--answers', '-']
  for (const args of [match, [...match, '--json']])
    t.match(unseen(args, '{}'), { status: 1, stderr: unwritable }, args.join(' '))
})

t.test('migrate makes the database and says what it did', async (t) => {
  const { run } = aCommandLine(t)
  t.match(await run(['migrate']), { code: 0, out: /^Applied: 0001/ })
  t.match(await run(['migrate']), { code: 0, out: /up to date/ })
})

t.test('Texts are linted as they stand in the drafts: what to mend, where and how; --strict refuses', async (t) => {
  const { run, file } = aCommandLine(t)
  t.match(await run(['migrate']), { code: 0 })
  t.match(await run(['lint', '--strict']), { code: 0, out: '', err: /^All texts pass\.$/m })
  const house = { id: 'huis', name: 'Huis', kind: 'informal', description: { nl: 'Voor kwetsbare mensen.' } }
  const other = { ...house, id: 'ander', description: { nl: 'Je moet bellen.' } }
  t.match(await run(['import', file('house.json', { organizations: [house, other] })]), { code: 0 })
  const linted = await run(['lint'])
  t.match(linted, { code: 0, err: /^2 to mend in 2 documents\.$/m })
  t.match(
    linted.out,
    /^organization ander\n {2}\/description\/nl avoided-word “moet”\n {4}Expected other words than “moet”:/,
  )
  const json = await run(['lint', '--json', '--strict', '--most', '1'])
  t.match(json, { code: 1, err: /2 to mend in 2 documents; the first 1 are shown\./ })
  t.match(JSON.parse(json.out), { count: 2, problems: [{ id: 'ander', code: 'avoided-word', excerpt: 'moet' }] })
})

t.test('The list of words not to use can be printed, changed and given back', async (t) => {
  const { run, file } = aCommandLine(t)
  const house = { id: 'huis', name: 'Huis', kind: 'informal', description: { nl: 'Je moet een klant zijn.' } }
  await run(['import', file('house.json', { organizations: [house] })])
  const words: { word: string }[] = JSON.parse((await run(['lint', '--words'])).out)
  t.ok(words.some(({ word }) => word === 'kwetsbaar'))
  const own = [{ language: 'nl', word: 'klant', reason: 'sells', instead: 'je' }]
  const linted = await run(['lint'], '', { AVOIDED_WORDS_FILE: file('words.json', own) })
  t.match(linted.out, /avoided-word “klant”/)
  t.notMatch(linted.out, /“moet”/)
  t.match(await run(['lint'], '', { AVOIDED_WORDS_FILE: file('bad.json', [{ ...own[0], reason: '' }]) }), {
    code: 1,
    err: /AVOIDED_WORDS_FILE: Word 1: Expected why it is avoided in reason/,
  })
  t.match(await run(['lint'], '', { AVOIDED_WORDS_FILE: 'nowhere.json' }), { code: 1, err: /nowhere\.json/ })
})

t.test('A proof says in lines what holds, gives the whole report as JSON, and refuses what there is not', async (t) => {
  const { run, withDemo, folder } = aCommandLine(t)
  await withDemo()
  const file = join(folder, 'proof.json')
  const proven = await run(['prove', 'mokummatch-2022', '--matches', '1000', '--json', file])
  t.equal(proven.code, 0, proven.err)
  t.match(proven.out, /^mokummatch-2022, release 1: 16,384 answer patterns, 2,187 demand classes, all walked\.$/m)
  t.match(proven.out, /^ {2}✓ always 3 choices$/m)
  const report = JSON.parse(readFileSync(file, 'utf8'))
  t.match(report, { version: 1, size: { patterns: 16_384 } })
  t.ok(proven.out.includes(report.digest))
  const page = join(folder, 'proof.html')
  t.match(await run(['prove', 'mokummatch-2022', '--matches', '1000', '--html', page, '--language', 'en']), { code: 0 })
  t.match(readFileSync(page, 'utf8'), /<html lang="en">[\s\S]*Can this be published\?/)
  const compared = await run(['prove', 'mokummatch-2022', '--compare', '--matches', '1000', '--json', file])
  t.match(compared, {
    code: 0,
    out: /^mokummatch-2022, the drafts[\s\S]*^Compared with release 1, with the same turns/m,
  })
  t.match(compared.out, /^ {2}other services: 0 \(0\.0 %\)$/m)
  t.match(JSON.parse(readFileSync(file, 'utf8')), { release: null, comparison: { release: 1 } })
  t.match(await run(['prove', 'mokummatch-2022', '--compare', '9']), {
    code: 1,
    err: /no such release to compare with/,
  })
  t.match((await run(['verify'])).out, 'Proofs: 1.')
  t.match(await run(['prove', 'nowhere']), { code: 1, err: /no such question set/ })
  t.match(await run(['prove', 'mokummatch-2022', '--release', '9']), { code: 1, err: /no release with this number/ })
  t.match(await run(['prove', 'mokummatch-2022', '--release', 'first']), { code: 2 })
})

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex')
}
