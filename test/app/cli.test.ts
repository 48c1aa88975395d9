import { createHash } from 'node:crypto'
import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { demoRotation, readDemo } from '../../src/demo/demo.js'
import { aFolder } from '../helpers/database.js'
import { runCommand } from '../helpers/processes.js'

/** The command line as a process of its own, over a database in a folder of its own. */
function aCommandLine(t: Test) {
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

const answers = { topics: ['debt', 'paperwork'], want: 'listens', where: 'near-home', area: '1021' }

t.test('A person answers the questions one by one and gets three places and a receipt', async (t) => {
  const { run, withDemo } = aCommandLine(t)
  await withDemo()
  const typed = ['2 3', '1', '', '1', '1021 AB', ''].join('\n')
  const ran = await run(['match', '--question-set', 'geldzorgen-noord', '--language', 'en'], `${typed}\n`)
  t.equal(ran.code, 0)
  t.equal(ran.out.match(/▸ /g)?.length, 3, 'three places')
  t.match(ran.err, /Enter: skip/, 'it says how to skip, go back and stop')
  t.notMatch(ran.err, /Which language/, 'a question that is not asked does not appear')
  t.match(ran.out, /"questionSet":"geldzorgen-noord"/)
})

t.test(
  'Going back asks the question before again, what is unknown is asked once more, and q stops without a match',
  async (t) => {
    const { run, withDemo } = aCommandLine(t)
    await withDemo()
    const typed = ['99', '1', 'b', '1', 'q'].join('\n')
    const ran = await run(['match', '--question-set', 'geldzorgen-noord', '--language', 'en'], `${typed}\n`)
    t.match(ran, { code: 0, out: '' })
    t.equal(ran.err.match(/That number is not in the list/g)?.length, 1)
    t.equal(
      ran.err.match(/The most important first|the most important first/g)?.length,
      3,
      'the first question was asked three times',
    )
  },
)

t.test('The same match again has the same receipt; another answer is another digest', async (t) => {
  const { run, file, withDemo } = aCommandLine(t)
  await withDemo()
  const given = file('answers.json', answers)
  const matched = await run([
    'match',
    '--question-set',
    'geldzorgen-noord',
    '--answers',
    given,
    '--alternatives',
    '2',
    '--json',
  ])
  t.equal(matched.code, 0, matched.err)
  const result = JSON.parse(matched.out)
  t.match(result, { choices: { length: 3 }, alternatives: { length: 2 } })
  const whole = file('result.json', result)
  t.match(await run(['replay', whole, given]), { code: 0, out: /^The same:/ })
  t.match(await run(['replay', file('receipt.json', result.receipt), given]), { code: 0 })
  const other = file('other.json', { ...answers, want: 'tips' })
  t.match(await run(['replay', whole, other]), { code: 1, err: /another digest/ })
  t.match(await run(['replay', given, given]), { code: 1, err: /This is no receipt/ })
})

t.test(
  'An export, imported into an empty database and published with the same rotation, has the same digest',
  async (t) => {
    const [here, there] = [aCommandLine(t), aCommandLine(t)]
    await here.withDemo()
    const exported = await here.run(['export'])
    t.equal(exported.code, 0)
    const imported = await there.run(['import', '-'], exported.out)
    t.equal(imported.code, 0, imported.err)
    const [mine, theirs] = [await here.run(['publish']), await there.run(['publish', '--rotation', demoRotation])]
    const digest = (text: string) => /digest ([0-9a-f]{64})/.exec(text)?.[1]
    t.match(mine.out, /^Nothing changed; in force is release 1/)
    t.ok(digest(mine.out))
    t.equal(digest(theirs.out), digest(mine.out))
  },
)

t.test('An import with problems changes nothing and names each place; a dry run changes nothing either', async (t) => {
  const { run, file, withDemo } = aCommandLine(t)
  await withDemo()
  const before = await run(['export'])
  const broken = await run(['import', file('broken.json', { services: [{ id: 'Not An Id' }], organisations: [] })])
  t.equal(broken.code, 1)
  t.match(broken.err, /Nothing was imported: \d+ problems/)
  t.match(broken.err, /\/services\/0\/id: /)
  t.match(broken.err, /\/organisations: /)
  const dry = await run(['import', '--dry-run', '--mode', 'replace', file('empty.json', { services: [] })])
  t.equal(dry.code, 0)
  t.ok(JSON.parse(dry.out).services.removed.length > 30)
  const after = await run(['export'])
  t.equal(sha256(after.out), sha256(before.out))
})

t.test('Lines and sheets go in and out by the name of the file, and the digest stays', async (t) => {
  const { run, file, folder, withDemo } = aCommandLine(t)
  await withDemo()
  const named = (name: string): string => join(folder, name)
  const types: Readonly<Record<string, readonly string[]>> = {
    'all.ndjson': [],
    'all.json': [],
    'services.csv': ['--type', 'services', '--separator', 'semicolon'],
  }
  for (const [name, options] of Object.entries(types)) {
    t.match(await run(['export', named(name), ...options]), { code: 0, out: '' }, name)
    const dry = await run(['import', '--dry-run', '--mode', 'replace', ...options.slice(0, 2), named(name)])
    t.match(dry, { code: 0 }, name)
    const { services, differences } = JSON.parse(dry.out)
    t.match(services.counts, { created: 0, changed: 0, removed: 0 }, name)
    t.same(differences, [], name)
  }
  const lines = (await run(['export', '--format', 'ndjson'])).out
  t.equal(lines, readFileSync(named('all.ndjson'), 'utf8'))
  t.match(await run(['import', '--format', 'ndjson', '-'], lines), { code: 0 })
  t.match(await run(['publish']), { out: /^Nothing changed/ })
  const broken = `${lines}{"type":"service","document":{"id":"x",}}\n`
  const count = lines.split('\n').length
  t.match(await run(['import', file('broken.ndjson', broken)]), {
    code: 1,
    err: new RegExp(
      `^Nothing was imported: 1 problem\\.\\n- line ${count} /document: .+ at line ${count}, column \\d+\\.$`,
      'm',
    ),
  })
  const sheet = file('sheet.csv', 'id,contact.phone\nwarme-buren-energy-visit,noord\n')
  t.match(await run(['import', sheet]), { code: 1, err: /needs --type/ })
  t.match(await run(['import', sheet, '--type', 'services']), {
    code: 1,
    err: /- row 2 column contact\.phone: Expected a phone/,
  })
  t.match(await run(['export', '--type', 'services']), { code: 1, err: /--type is for sheets/ })
  t.match(await run(['import', named('nowhere.json')]), { code: 1, err: /nowhere\.json can't be read: / })
})

t.test('What cannot be published is refused with all reasons, and verify finds the history whole', async (t) => {
  const { run, file, withDemo } = aCommandLine(t)
  t.match(await run(['match']), { code: 1, err: /Nothing has been published yet/ })
  await withDemo()
  const [organization] = readDemo().catalogue.organizations ?? []
  const orphan = { ...Object(organization), id: 'orphan', kind: 'informal', backedBy: 'nobody' }
  t.match(await run(['import', file('orphan.json', { organizations: [orphan] })]), { code: 0 })
  t.match(await run(['publish']), { code: 1, err: /organization orphan\/backedBy: / })
  t.match(await run(['verify']), {
    code: 0,
    out: /^Checked: .* Releases: 1, documents: \d+\.\nNewest, to be noted elsewhere: 1\/[0-9a-f]{64}\nChecked: .* Events: \d+\.\nNewest audit event: \d+\/[0-9a-f]{64}\nChecked: .* Drafts: \d+\.\nChecked: .* Proofs: 0\.\n$/,
  })
  t.match(await run(['verify', '--expected', `2/${'0'.repeat(64)}`]), { code: 1, err: /missing-release/ })
  t.match(await run(['verify', '--expected-audit', `9999/${'0'.repeat(64)}`]), { code: 1, err: /Audit: missing-event/ })
})

t.test('A wrong use exits with 2 and points to the help; the help names every command', async (t) => {
  const { run, file } = aCommandLine(t)
  t.match(await run(['nonsense']), { code: 2, err: /unknown command/ })
  t.match(await run(['import']), { code: 2, err: /missing required argument/ })
  t.match(await run(['match', '--alternatives', 'many']), { code: 2, err: /whole number/ })
  const help = await run(['--help'])
  t.equal(help.code, 0)
  for (const command of [
    'serve',
    'migrate',
    'import',
    'publish',
    'match',
    'replay',
    'export',
    'verify',
    'backup',
    'restore',
    'keys',
  ])
    t.match(help.out, command)
  t.match(await run(['replay', file('twice.json', '{"a":1,"a":2}'), 'none.json']), { code: 1, err: /each name once/ })
  t.match(await run(['replay', 'none.json', 'none.json']), { code: 1, err: /none\.json can't be read/ })
})

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
  const replaced = await run(['restore', backup, '--replace'])
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
  t.match(await run(['keys', 'rotate', 'noord', '--overlap-hours', '1000']), { code: 1, err: /\/overlapHours: / })
  t.match(await run(['keys', 'rotate', 'noord']), { code: 0, out: secret })
  t.match(await run(['keys', 'revoke', 'noord']), { code: 0, out: /^$/, err: /; revoked / })
  t.match(await run(['keys', 'list']), { code: 0, out: /^noord: .*; revoked .*; last used never\n$/ })
  t.match(await run(['keys', 'rotate', 'noord']), { code: 1, err: /revoked or has expired/ })
  t.match(await run(['keys', 'revoke', 'nobody']), { code: 1, err: /no key with this id/ })
})

t.test('migrate makes the database and says what it did', async (t) => {
  const { run } = aCommandLine(t)
  t.match(await run(['migrate']), { code: 0, out: /^Applied: 0001/ })
  t.match(await run(['migrate']), { code: 0, out: /up to date/ })
})

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex')
}

t.test('Texts are linted as they stand in the drafts: what to mend, where and how; --strict refuses', async (t) => {
  const { run, file } = aCommandLine(t)
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
