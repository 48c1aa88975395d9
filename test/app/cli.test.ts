import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { demoRotation, readDemo } from '../../src/demo/demo.js'
import { aCommandLine, answers } from './a-command-line.js'

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
  t.equal(ran.out.match(/\b112\b/g)?.length, 1, 'a phone number that stands in a notice is not said again')
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

t.test(
  'Where several question sets are published a person chooses one, and a file of answers has to name its own',
  async (t) => {
    const { run, file, withDemo } = aCommandLine(t)
    await withDemo()
    const typed = ['9', '2', 'q'].join('\n')
    const ran = await run(['match', '--language', 'en'], `${typed}\n`)
    t.match(ran, { code: 0, out: '' })
    t.match(ran.err, /1 {2}.+ \(geldzorgen-eindhoven\)\n {2}2 {2}.+ \(geldzorgen-noord\)\n {2}3 /)
    t.equal(ran.err.match(/Which questions\?/g)?.length, 2, 'a number that is not there is asked again')
    t.match(ran.err, /Enter: skip/, 'then the questions come')
    const unnamed = await run(['match', '--answers', file('answers.json', answers)])
    t.match(unnamed, { code: 1, err: /--question-set.+geldzorgen-eindhoven, geldzorgen-noord, mokummatch-2022\./ })
    const unknown = await run(['match', '--question-set', 'geldzorgen'])
    t.match(unknown, { code: 1, err: /There is no such question set\. There are: geldzorgen-eindhoven/ })
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
  t.match(await run(['export', '--separator', 'tab']), { code: 1, out: '', err: /--separator is for sheets/ })
  t.match(await run(['import', named('nowhere.json')]), { code: 1, err: /nowhere\.json can't be read: / })
})

t.test('What cannot be published is refused with all reasons, and verify finds the history whole', async (t) => {
  const { run, file, withDemo } = aCommandLine(t)
  t.match(await run(['migrate']), { code: 0 })
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
  for (const number of ['many', '1e1', '', '21'])
    t.match(await run(['match', '--alternatives', number]), { code: 2, err: /whole number/ }, number)
  for (const seed of ['é', 's'.repeat(65)])
    t.match(await run(['match', '--seed', seed]), { code: 2, err: /at most 64 printable ASCII characters/ })
  for (const language of ['', 'Dutch please'])
    t.match(await run(['match', '--language', language]), { code: 2, err: /language tag, such as nl/ })
  for (const note of ['', 'two\nlines', 'n'.repeat(2001)])
    t.match(await run(['publish', '--note', note]), { code: 2, err: /1 to 2,000 characters in one line/ })
  t.match(await run(['prove', 'noord', '--matches', '10000001']), { code: 2, err: /from 1 to 10000000/ })
  t.match(await run(['prove', 'noord', '--threads', '257']), { code: 2, err: /from 1 to 256/ })
  t.match(await run(['prove', 'noord', '--seed', '4294967296']), { code: 2, err: /from 0 to 4294967295/ })
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
  t.match(await run(['migrate']), { code: 0 })
  t.match(await run(['replay', file('twice.json', '{"a":1,"a":2}'), 'none.json']), { code: 1, err: /each name once/ })
  t.match(await run(['replay', 'none.json', 'none.json']), { code: 1, err: /none\.json can't be read/ })
})

t.test('What can not be read or written is told in one line, before long work', async (t) => {
  const { run, withDemo, folder } = aCommandLine(t)
  await withDemo()
  const nowhere = join(folder, 'nowhere', 'file')
  t.match(await run(['import', folder]), { code: 1, err: `${folder} can't be read: it is a folder.\n` })
  for (const args of [
    ['export', nowhere],
    ['prove', 'mokummatch-2022', '--html', nowhere],
  ]) {
    const refused = await run(args)
    t.match(refused, { code: 1, out: '', err: /^.*nowhere\/file can't be written: ENOENT.*\n$/ }, args.join(' '))
  }
})

t.test('Who needs a database makes none: a wrong DATABASE_URL is no empty catalogue in order', async (t) => {
  const { run, folder } = aCommandLine(t)
  const wants = ['verify', 'export', 'lint', 'match', 'publish', 'prove noord', 'replay receipt.json answers.json']
  const wantsKeys = ['keys list', 'keys rotate noord', 'keys revoke noord']
  for (const args of [...wants, ...wantsKeys].map((words) => words.split(' ')))
    t.match(
      await run(args),
      { code: 1, out: '', err: /^There is no database .*mokummatch\.sqlite: give DATABASE_URL/ },
      args.join(' '),
    )
  t.match(await run(['import', 'nowhere.json']), { code: 1, out: '', err: /^nowhere\.json can't be read/ })
  t.same(readdirSync(folder), [])
})

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex')
}
