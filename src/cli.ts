#!/usr/bin/env node
import { createWriteStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { pipeline } from 'node:stream/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { createRooms, type Rooms } from './app.js'
import { ConfigError, readConfig } from './config.js'
import type { Receipt } from './engine/index.js'
import { ApiError } from './http/problems.js'
import { parseStrictJson } from './http/strict-json.js'
import { serve } from './main.js'
import { operationsOf } from './operations.js'
import { readPublished } from './releases/published.js'
import { newestRelease } from './releases/release-store.js'
import { verify } from './releases/verify.js'
import { migrate, openStorage, StorageError } from './storage/storage.js'
import { showMatch } from './terminal/cards.js'
import { phrasesFor } from './terminal/phrases.js'
import { progressBar } from './terminal/progress.js'
import { askQuestions, type Terminal } from './terminal/questionnaire.js'
import { allLanguages } from './words/all-languages.js'

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
    withRooms(async ({ imports }) => {
      const bar = progressBar('Importing', process.stderr, () => performance.now())
      const onProgress = (done: number, total: number): void => bar.update(done, total)
      const result = await imports.importDocuments(readJson(file), { mode, dryRun, onProgress })
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
  .action((receiptFile, answersFile) =>
    withRooms((rooms) => replayCommand(rooms, readJson(receiptFile), readJson(answersFile))),
  )

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
  .description('check the whole chain of releases against what is stored')
  .action(() =>
    withRooms(async ({ storage }) => {
      const newest = await storage.read(newestRelease)
      const bar = progressBar('Verifying', process.stderr, () => performance.now())
      const { releases, rows, faults } = await verify(storage, {
        onProgress: (number) => bar.update(number, newest?.number ?? number),
      })
      bar.end()
      if (faults.length > 0)
        throw new Refusal(
          faults.map(({ release, code, detail }) => `Release ${release}: ${code}: ${detail}`).join('\n'),
        )
      console.log(
        `${releases} releases with ${rows} documents are as they were published. Seal: ${newest?.seal ?? 'none'}.`,
      )
    }),
  )

interface MatchArguments {
  readonly questionSet?: string
  readonly language: string
  readonly answers?: string
  readonly seed?: string
  readonly alternatives?: number
  readonly release?: number
  readonly json: boolean
}

async function matchCommand(
  rooms: Rooms,
  { json, release, questionSet: id, answers: file, ...rest }: MatchArguments,
): Promise<void> {
  const operations = await openOperations(rooms, release)
  const questionSet =
    id === undefined ? operations.questionSets({ after: undefined, limit: 1 }).items[0] : operations.questionSet(id)
  if (questionSet === undefined) throw new Refusal('There is no such question set. GET /v1/question-sets lists them.')
  const phrases = phrasesFor(rest.language)
  const languages = [rest.language, questionSet.defaultLanguage]
  const taxonomies = new Map(
    questionSet.questions.flatMap((question) => {
      const taxonomy = question.kind === 'term' ? operations.taxonomy(question.taxonomy) : undefined
      return taxonomy ? [[taxonomy.id, taxonomy] as const] : []
    }),
  )
  const answers =
    file === undefined
      ? await withTerminal((terminal) => askQuestions({ questionSet, taxonomies, languages, phrases }, terminal))
      : asAnswers(readJson(file))
  if (answers === undefined) return
  const reply = operations.match({ ...rest, questionSet: questionSet.id, answers })
  if ('problems' in reply) throw new Refusal(`The answers do not fit the questions.\n${lines(reply.problems)}`)
  if (!('result' in reply)) throw new Refusal('There is no such question set in this release.')
  if (json) console.log(JSON.stringify(reply.result, null, 2))
  else
    process.stdout.write(
      `${showMatch(reply.result, phrases)}\n${phrases.receipt}\n${JSON.stringify(reply.result.receipt)}\n`,
    )
}

async function replayCommand(rooms: Rooms, given: unknown, answers: unknown): Promise<void> {
  const receipt = asReceipt(given)
  const operations = await openOperations(rooms, receipt.release)
  const { questionSet, seed, without, alternatives } = receipt
  const reply = operations.match({ questionSet, seed, without, alternatives, answers: asAnswers(answers) })
  if ('problems' in reply)
    throw new Refusal(`The answers do not fit the questions of release ${receipt.release}.\n${lines(reply.problems)}`)
  if (!('result' in reply)) throw new Refusal(`Release ${receipt.release} has no question set ${questionSet}.`)
  const again = reply.result.receipt
  if (again.releaseDigest !== receipt.releaseDigest)
    throw new Refusal(`Release ${receipt.release} of this database is another one than that of the receipt.`)
  if (again.digest !== receipt.digest)
    throw new Refusal('The match gives another digest: the receipt or the answers are not those of that match.')
  console.log('The same: release, answers and outcome are those of the receipt.')
  for (const { service } of reply.result.choices) console.log(`- ${service.name.text}`)
}

async function openOperations({ storage }: Rooms, release: number | undefined) {
  const config = readConfig()
  return storage.read(async (db) => {
    const number = release ?? (await newestRelease(db))?.number
    if (number === undefined)
      throw new Refusal('Nothing has been published yet: import documents and publish them, or serve --demo.')
    const published = await readPublished(db, number)
    return operationsOf(published, { defaultLanguage: config.defaultLanguage, templates: allLanguages })
  })
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

function readJson(file: string): unknown {
  try {
    return parseStrictJson(readFileSync(file === '-' ? 0 : file))
  } catch (error) {
    throw new Refusal(`${file === '-' ? 'Standard input' : file} can't be read: ${reasonOf(error)}`)
  }
}

function asAnswers(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new Refusal('Answers are a JSON object: question ids with option ids, lists of these, or terms.')
}

function asReceipt(value: unknown): Receipt {
  const given = typeof value === 'object' && value !== null && 'receipt' in value ? value.receipt : value
  if (isReceipt(given)) return given
  throw new Refusal('This is no receipt: expected the `receipt` of a match, with all its members.')
}

function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== 'object' || value === null) return false
  const { release, releaseDigest, questionSet, seed, without, alternatives, digest } = value as Partial<
    Record<keyof Receipt, unknown>
  >
  return (
    [release, alternatives].every(Number.isSafeInteger) &&
    [releaseDigest, questionSet, seed, digest].every((text) => typeof text === 'string') &&
    Array.isArray(without) &&
    without.every((id) => typeof id === 'string')
  )
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 0) return number
  throw new InvalidArgumentError('Expected a whole number.')
}

function lines(problems: readonly { readonly pointer: string; readonly detail: string }[]): string {
  return problems.map(({ pointer, detail }) => `- ${pointer || '/'}: ${detail}`).join('\n')
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiError) return error.errors.map(({ detail }) => detail).join(' ') || error.detail
  return error instanceof Error ? error.message : String(error)
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
