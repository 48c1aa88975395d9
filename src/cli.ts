#!/usr/bin/env node
import { createWriteStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { pipeline } from 'node:stream/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { ConfigError, readConfig } from './config.js'
import { serve } from './main.js'
import { createRooms, type Rooms } from './rooms.js'
import { makeBackup } from './storage/backup.js'
import { restoreBackup } from './storage/restore.js'
import { migrate, openStorage, type Storage, StorageError } from './storage/storage.js'
import { showMatch } from './terminal/cards.js'
import { describeKey, keyRefusal } from './terminal/keys.js'
import { phrasesFor } from './terminal/phrases.js'
import { progressBar } from './terminal/progress.js'
import { askQuestions, type Terminal } from './terminal/questionnaire.js'

const byCommandLine = { by: 'command line' } as const

/** Says in one sentence why a command did not do what it should; the process then ends with 1. */
class Refusal extends Error {}

const exitCodes = 'Exit codes: 0 done, 1 refused or different (the reason stands on standard error), 2 wrong use.'

const program = new Command('mokummatch')
  .description('At most seven questions, three real places for a first conversation.')
  .addHelpText(
    'after',
    `\nThe database is the one of DATABASE_URL; docs/configuration.md lists all settings.\n${exitCodes}`,
  )
  .showHelpAfterError('Try --help.')
  .exitOverride()

program
  .command('serve')
  .description('start the service; stops with grace on SIGTERM')
  .option('--demo', 'load and publish the demo catalogue where nothing was ever published', false)
  .action(({ demo }) => serve({ demo, say: (line) => console.log(line) }))

program
  .command('migrate')
  .description('bring the database up to date')
  .action(async () => {
    const { applied } = await migrate({ url: readConfig().databaseUrl })
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`)
  })

program
  .command('import')
  .description('import documents into the drafts: all of them, or nothing where there is a problem')
  .argument('<file>', 'JSON in the shape of an export; - for standard input')
  .addOption(
    new Option('--mode <mode>', 'replace also removes what is not named, of the types that are present')
      .choices(['merge', 'replace'])
      .default('merge'),
  )
  .option('--dry-run', 'say what would change, and change nothing', false)
  .action((file, { mode, dryRun }) =>
    withRooms(async (rooms) => {
      const bar = progressBar('Importing', process.stderr, () => performance.now())
      const onProgress = (done: number, total: number): void => bar.update(done, total)
      const result = await rooms.imports.importDocuments(readJson(rooms, file), { mode, dryRun, onProgress })
      bar.end()
      if ('report' in result) console.log(JSON.stringify(result.report, null, 2))
      else throw new Refusal(`Nothing was imported: ${result.count} problems.\n${lines(result.problems)}`)
    }),
  )

program
  .command('publish')
  .description('publish the drafts, or an older release again')
  .option('--note <text>', 'why, for colleagues')
  .option('--rotation <hex>', '16 hex digits, to repeat a release elsewhere')
  .option('--from <number>', 'number of an older release to publish again', wholeNumber)
  .action((request) =>
    withRooms(async ({ publish }) => {
      const result = await publish({ ...request, by: 'command line' })
      for (const { type, id, pointer, detail } of result.warnings)
        console.error(`Warning: ${type} ${id}${pointer}: ${detail}`)
      if (result.outcome === 'refused') {
        const problems = result.problems.map(({ type, id, pointer, detail }) => ({
          pointer: `${type} ${id}${pointer}`,
          detail,
        }))
        throw new Refusal(`Nothing was published: ${problems.length} problems.\n${lines(problems)}`)
      }
      const { number, digest } = result.release
      console.log(
        `${result.outcome === 'published' ? 'Published' : 'Nothing changed; in force is'} release ${number}, digest ${digest}.`,
      )
    }),
  )

program
  .command('match')
  .description('ask the questions one by one and show three places; answers are not kept')
  .option('--question-set <id>', 'which questions; the first that is published where absent')
  .option('--language <tag>', 'language of the texts', 'nl')
  .option('--answers <file>', 'take the answers from a JSON file instead of asking; - for standard input')
  .option('--seed <text>', 'another order among equals')
  .option('--alternatives <number>', 'how many more places', wholeNumber)
  .option('--release <number>', 'an older release', wholeNumber)
  .option('--json', 'print the whole result as JSON', false)
  .action((options) => withRooms((rooms) => matchCommand(rooms, options)))

program
  .command('replay')
  .description('make a match again from its receipt and answers, and compare')
  .argument('<receipt>', 'JSON file with the receipt, or with a whole result; - for standard input')
  .argument('<answers>', 'JSON file with the answers')
  .action((receipt, answers) => withRooms((rooms) => replayCommand(rooms, receipt, answers)))

program
  .command('export')
  .description('write all drafts in the shape of an import')
  .argument('[file]', 'where to; standard output where absent')
  .action((file) =>
    withRooms(({ imports }) =>
      pipeline(imports.openExport(), file ? createWriteStream(file) : process.stdout, { end: file !== undefined }),
    ),
  )

program
  .command('verify')
  .description('check the chains of releases and of audit events against what is stored')
  .option(
    '--expected <number/seal>',
    'the newest release, as an earlier verify printed it: finds releases cut off at the end',
    numberAndSeal,
  )
  .option('--expected-audit <number/seal>', 'the same of the newest audit event', numberAndSeal)
  .action(({ expected, expectedAudit }) =>
    withRooms(async (rooms) => {
      const { newest, releases, rows, faults } = await verifyWithBar(rooms, expected)
      const audit = await rooms.verifyAudit({ expected: expectedAudit })
      const found = [...faults.map(sayFault), ...audit.faults.map(({ code, detail }) => `Audit: ${code}: ${detail}`)]
      if (found.length > 0) throw new Refusal(found.join('\n'))
      console.log(`Checked: all is as it was published. Releases: ${releases}, documents: ${rows}.`)
      if (newest) console.log(`Newest, to be noted elsewhere: ${newest.number}/${newest.seal}`)
      console.log(`Checked: every audit event is as it was written. Events: ${audit.events}.`)
      if (audit.newest) console.log(`Newest audit event: ${audit.newest.number}/${audit.newest.seal}`)
    }),
  )

program
  .command('backup')
  .description('write one file with the whole database, also while others write to it, and try it')
  .argument('<file>', 'where to; nothing may be there')
  .action(async (file) => {
    const { bytes, sha256, checked } = await makeBackup({ url: readConfig().databaseUrl, file, check: wholeHistory })
    console.log(`${file}: ${bytes} bytes, checked: it can be restored.\nSHA-256: ${sha256}\n${sayNewest(checked)}`)
  })

program
  .command('restore')
  .description('put a backup in the place of the database; stop the service first')
  .argument('<file>', 'as backup wrote it')
  .option('--replace', 'move aside the database that stands there; nothing of it is deleted', false)
  .option('--sha256 <hex>', 'what backup printed: finds every change of the file', sha256Text)
  .action(async (file, options) => {
    const request = { ...options, url: readConfig().databaseUrl, file, check: wholeHistory, now: () => new Date() }
    const { path, movedAside, checked } = await restoreBackup<Newest>(request)
    for (const name of movedAside) console.log(`Moved aside: ${name}`)
    console.log(`Restored: ${path}, checked: all is as it was published.\n${sayNewest(checked)}`)
  })

/** Checks a copy of the database as verify does. */
async function wholeHistory(storage: Storage): Promise<Newest> {
  const rooms = createRooms({ storage, defaultLanguage: readConfig().defaultLanguage, now: () => new Date() })
  const { newest, faults } = await verifyWithBar(rooms, undefined)
  if (faults.length > 0)
    throw new Refusal(`Nothing was done: the history is not whole.\n${faults.map(sayFault).join('\n')}`)
  return newest
}

async function verifyWithBar(rooms: Rooms, expected: Parameters<Rooms['verify']>[0]['expected']) {
  const newest = await rooms.newestRelease()
  const bar = progressBar('Verifying', process.stderr, () => performance.now())
  const onProgress = (number: number): void => bar.update(number, newest?.number ?? number)
  const verification = await rooms.verify({ expected, onProgress })
  bar.end()
  return { newest, ...verification }
}

type Fault = Awaited<ReturnType<Rooms['verify']>>['faults'][number]

function sayFault({ release, code, detail }: Fault): string {
  return `Release ${release}: ${code}: ${detail}`
}

type Newest = Awaited<ReturnType<Rooms['newestRelease']>>

function sayNewest(newest: Newest): string {
  return newest ? `Newest release: ${newest.number}/${newest.seal}` : 'Nothing has been published in it yet.'
}

const keys = program.command('keys').description('the keys of editors and systems; a secret is shown once')

keys
  .command('list')
  .description('all keys, without their secrets')
  .action(() =>
    withRooms(async ({ keys }) => {
      for (const key of await keys.list()) console.log(describeKey(key))
    }),
  )

keys
  .command('create')
  .description('create a key; its secret is all that stands on standard output')
  .argument('<id>', 'lower-case letters, digits and hyphens; never given to another key')
  .requiredOption('--name <name>', 'whose key it is, as releases and audit events name who did something')
  .requiredOption('--scope <scope...>', 'catalogue:write, questions:write, publish, partners, admin')
  .option('--expires <instant>', 'such as 2027-09-01T07:30:00Z; a year from now where absent')
  .action((id, { name, scope, expires }) =>
    withRooms(async ({ keys }) =>
      showKey(await keys.create({ id, name, scopes: scope, expiresAt: expires }, byCommandLine)),
    ),
  )

keys
  .command('rotate')
  .description('give a key a new secret, which is all that stands on standard output')
  .argument('<id>', 'of the key')
  .option('--overlap-hours <hours>', 'how long the secret before stays valid', wholeNumber, 24)
  .option('--expires <instant>', 'when the key expires; as before where absent')
  .action((id, { overlapHours, expires }) =>
    withRooms(async ({ keys }) => showKey(await keys.rotate(id, { overlapHours, expiresAt: expires }, byCommandLine))),
  )

keys
  .command('revoke')
  .description('refuse a key, within a second and for ever')
  .argument('<id>', 'of the key')
  .action((id) => withRooms(async ({ keys }) => showKey(await keys.revoke(id, byCommandLine))))

interface MatchArguments {
  readonly questionSet?: string
  readonly language: string
  readonly answers?: string
  readonly seed?: string
  readonly alternatives?: number
  readonly release?: number
  readonly json: boolean
}

async function matchCommand(rooms: Rooms, options: MatchArguments): Promise<void> {
  const { json, release, questionSet: id, answers: file, ...rest } = options
  const { ask } = await openRelease(rooms, release)
  const questionSet = id === undefined ? ask.questionSets({ after: undefined, limit: 1 }).items[0] : ask.questionSet(id)
  if (questionSet === undefined) throw new Refusal('There is no such question set. GET /v1/question-sets lists them.')
  const phrases = phrasesFor(rest.language)
  const questionnaire = {
    questionSet,
    languages: [rest.language, questionSet.defaultLanguage],
    phrases,
    taxonomy: ask.taxonomy,
  }
  const answers =
    file === undefined
      ? await withTerminal((terminal) => askQuestions(questionnaire, terminal))
      : asAnswers(readJson(rooms, file))
  if (answers === undefined) return
  const reply = ask.match({ ...rest, questionSet: questionSet.id, answers })
  if ('problems' in reply) throw new Refusal(`The answers do not fit the questions.\n${lines(reply.problems)}`)
  if (!('result' in reply)) throw new Refusal('There is no such question set in this release.')
  if (json) return console.log(JSON.stringify(reply.result, null, 2))
  const receipt = JSON.stringify(reply.result.receipt)
  process.stdout.write(`${showMatch(reply.result, phrases)}\n${phrases.receipt}\n${receipt}\n`)
}

async function replayCommand(rooms: Rooms, receiptFile: string, answersFile: string): Promise<void> {
  const receipt = rooms.findReceipt(readJson(rooms, receiptFile))
  if (receipt === undefined) {
    throw new Refusal('This is no receipt: expected the `receipt` of a match, with all its members.')
  }
  const answers = asAnswers(readJson(rooms, answersFile))
  const { ask } = await openRelease(rooms, receipt.release)
  const replayed = ask.replay(receipt, answers)
  if (!replayed.same) throw new Refusal(replayed.reason)
  console.log('The same: release, answers and outcome are those of the receipt.')
  for (const { service } of replayed.reply.result.choices) console.log(`- ${service.name.text}`)
}

async function openRelease(rooms: Rooms, number: number | undefined) {
  const newest = await rooms.newestRelease()
  if (newest === undefined) {
    throw new Refusal('Nothing has been published yet: import documents and publish them, or serve --demo.')
  }
  if (number !== undefined && (number < 1 || number > newest.number)) {
    throw new Refusal(`There is no release ${number}: the newest is ${newest.number}.`)
  }
  return rooms.openRelease(number ?? newest.number)
}

async function withRooms(run: (rooms: Rooms) => Promise<void>): Promise<void> {
  const config = readConfig()
  const storage = await openStorage({ url: config.databaseUrl })
  try {
    await run(createRooms({ storage, defaultLanguage: config.defaultLanguage, now: () => new Date() }))
  } finally {
    await storage.close()
  }
}

/** Questions go to standard error, so that what a match prints can go into a file. */
async function withTerminal<T>(run: (terminal: Terminal) => Promise<T>): Promise<T> {
  const input = createInterface({ input: process.stdin, output: process.stderr })
  const typed = input[Symbol.asyncIterator]()
  try {
    return await run({
      write: (text) => process.stderr.write(text),
      ask: async (prompt) => {
        input.setPrompt(prompt)
        input.prompt()
        const { value, done } = await typed.next()
        return done ? undefined : value
      },
    })
  } finally {
    input.close()
  }
}

function readJson({ parseJson }: Rooms, file: string): unknown {
  try {
    return parseJson(readFileSync(file === '-' ? 0 : file))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal(`${file === '-' ? 'Standard input' : file} can't be read: ${reason}`)
  }
}

function asAnswers(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new Refusal('Answers are a JSON object: question ids with option ids, lists of these, or terms.')
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 0) return number
  throw new InvalidArgumentError('Expected a whole number.')
}

function sha256Text(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text
  throw new InvalidArgumentError('Expected 64 hexadecimal digits.')
}

function showKey(done: Awaited<ReturnType<Rooms['keys']['create' | 'revoke']>>): void {
  if ('refused' in done) throw new Refusal(keyRefusal(done))
  console.error(describeKey(done.key))
  if ('secret' in done) console.log(done.secret)
}

function numberAndSeal(text: string): { readonly number: number; readonly seal: string } {
  const [, number, seal] = /^(\d+)\/([0-9a-f]{64})$/.exec(text) ?? []
  if (number === undefined || seal === undefined)
    throw new InvalidArgumentError('Expected a number, a slash and a seal.')
  return { number: Number(number), seal }
}

function lines(problems: readonly { readonly pointer: string; readonly detail: string }[]): string {
  return problems.map(({ pointer, detail }) => `- ${pointer || '/'}: ${detail}`).join('\n')
}

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

function exitCodeOf(error: unknown): number {
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number')
    return error.exitCode === 0 ? 0 : 2
  const expected = error instanceof Refusal || error instanceof ConfigError || error instanceof StorageError
  console.error(expected ? error.message : error)
  return 1
}
