import { createReadStream, fstatSync, openSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import { readConfig } from '../config.js'
import { defaultSeed } from '../proofs/proof.js'
import { type PublishingByRules, publishByRules } from '../publishing-by-rules.js'
import type { Rooms } from '../rooms.js'
import { progressBar } from '../terminal/progress.js'
import { noteText, wholeNumber } from './arguments.js'
import { unreadable, writeStream } from './files.js'
import { withProgress } from './proof-progress.js'
import { lines, Refusal } from './refusal.js'
import { byCommandLine, withKeptRooms, withRooms } from './with-rooms.js'

const ofFiles = ['json', 'ndjson', 'csv'] as const
const formats = [...ofFiles, 'hsds'] as const
const typeOption = () => new Option('--type <type>', 'of what a sheet is').choices(['organizations', 'services'])

export function addImport(program: Command): void {
  program
    .command('import')
    .description('import documents into the drafts: all of them, or nothing where there is a problem')
    .argument('<file>', 'as an export writes it: .json, .ndjson or .csv; - for standard input; of HSDS also an address')
    .addOption(
      new Option('--format <format>', 'where the name of the file does not say it; else JSON').choices(formats),
    )
    .addOption(typeOption())
    .addOption(
      new Option('--mode <mode>', 'replace also removes what is not named, of the types that are present')
        .choices(['merge', 'replace'])
        .default('merge'),
    )
    .option('--mapping <file>', 'with hsds: what stands for the terms of others, in place of HSDS_MAPPING_FILE')
    .option('--dry-run', 'say what would change, field by field, and change nothing', false)
    .action((file, { format, type, mode, dryRun, mapping }) => {
      const shape = shapeOf(file, { format, type })
      if (mapping !== undefined && shape.format !== 'hsds') throw new Refusal('--mapping is for --format hsds.')
      // Before the rooms: for a file that is not there, no database is made.
      const opened = isAddress(file) ? undefined : openSource(file)
      const settings = mapping === undefined ? {} : { hsdsMappingFile: mapping, hsdsMappingFrom: '--mapping' }
      return withRooms(async ({ imports, harvest }) => {
        const source = opened ?? ofAddress(file, shape, harvest)
        const bar = importBar(source)
        const chunks = bar.watched()
        const result = await imports
          .importDocuments({ ...shape, chunks }, { mode, dryRun, onProgress: bar.update })
          .finally(bar.end)
        if ('report' in result) console.log(JSON.stringify(result.report, null, 2))
        else throw new Refusal(`Nothing was imported: ${sayCount(result)}\n${lines(result.problems)}`)
      }, settings)
    })
}

function isAddress(file: string): boolean {
  return /^https?:\/\//.test(file)
}

/** @throws Refusal for what is not read from an address */
function ofAddress(address: string, { format }: Shape, harvest: Rooms['harvest']): Source {
  if (format === 'hsds') return { stream: orRefused(harvest(address)), size: undefined }
  throw new Refusal('Only HSDS is read from an address: give --format hsds, or the name of a file.')
}

function sayCount({ count, problems }: { readonly count: number; readonly problems: readonly unknown[] }): string {
  const told = count > problems.length ? ` The first ${problems.length} are named.` : ''
  return `${count} ${count === 1 ? 'problem' : 'problems'}.${told}`
}

interface Source {
  readonly stream: AsyncIterable<Buffer>
  /** In bytes; undefined where nobody knows. */
  readonly size: number | undefined
}

/** @throws Refusal that names the file and the reason */
function openSource(file: string): Source {
  if (file === '-') return { stream: process.stdin, size: undefined }
  try {
    const descriptor = openSync(file, 'r')
    const stat = fstatSync(descriptor)
    if (stat.isDirectory()) throw new Error('it is a folder.')
    return { stream: createReadStream(file, { fd: descriptor }), size: stat.size }
  } catch (error) {
    throw unreadable(file, error)
  }
}

async function* orRefused(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks
  } catch (error) {
    throw error instanceof Error && error.name === 'HarvestError' ? new Refusal(error.message) : error
  }
}

/** One bar for the bytes that are read and checked, and one for the documents that are written. */
function importBar({ stream, size }: Source) {
  const now = (): number => performance.now()
  const reading = progressBar('Checking', process.stderr, now)
  const writing = progressBar('Writing', process.stderr, now)
  let bytes = 0
  return {
    async *watched(): AsyncGenerator<Buffer> {
      try {
        for await (const chunk of stream) {
          bytes += chunk.length
          yield chunk
        }
        if (size !== undefined) reading.update(size, size)
      } finally {
        // Also where what is broken is not read to its end: the next line is for the reason.
        reading.end()
      }
    },
    update({ read, applied }: { readonly read: number; readonly applied: number }): void {
      if (applied > 0) writing.update(Math.min(applied, read), read)
      else if (size !== undefined) reading.update(bytes, size)
    },
    end: () => writing.end(),
  }
}

interface Shape {
  readonly format?: (typeof formats)[number]
  readonly type?: 'organizations' | 'services'
}

/** @throws Refusal where a sheet has no type, or what holds all types has one */
function shapeOf(file: string, { format: given, type }: Shape) {
  const format = given ?? ofFiles.find((known) => file.endsWith(`.${known}`)) ?? 'json'
  if (format === 'csv') {
    if (type !== undefined) return { format, type }
    throw new Refusal('A sheet needs --type organizations or --type services.')
  }
  if (type === undefined) return { format }
  throw new Refusal('--type is for sheets (--format csv): the other formats hold all types.')
}

export function addPublish(program: Command): void {
  program
    .command('publish')
    .description('publish the drafts, or an older release again')
    .option('--note <text>', 'why, for colleagues', noteText)
    .option('--rotation <hex>', '16 hex digits, to repeat a release elsewhere')
    .option('--from <number>', 'number of an older release to publish again', wholeNumber)
    .action((request) =>
      withKeptRooms(async (rooms) => {
        const result = await publishByRules(provenInTerminal(rooms), { ...request, ...byCommandLine })
        for (const { type, id, pointer, detail } of result.warnings)
          console.error(`Warning: ${type} ${id}${pointer}: ${detail}`)
        if (result.outcome === 'refused') {
          const problems = result.problems.map(({ type, id, pointer, detail }) => ({
            pointer: `${type} ${id}${pointer}`,
            detail,
          }))
          if (result.because === 'drafts-changed') throw new Refusal(keptChanging)
          const why = result.because === 'rules-broken' ? ' The drafts break rules of PUBLISH_RULES.' : ''
          throw new Refusal(
            `Nothing was published: ${sayCount({ count: problems.length, problems })}${why}\n${lines(problems)}`,
          )
        }
        const { number, digest, rules } = result.release
        console.log(
          `${result.outcome === 'published' ? 'Published' : 'Nothing changed; in force is'} release ${number}, digest ${digest}.${rules === null ? '' : ` Proven before: ${rules}.`}`,
        )
      }),
    )
}

const keptChanging =
  'Nothing was published: each time that the drafts were proven somebody changed one meanwhile. Try again when nobody does.'

/** Proves with all cores and a bar, in threads of this process. */
function provenInTerminal(rooms: Rooms): PublishingByRules {
  const { databaseUrl, defaultLanguage, publishRules: rules, publishRulesMatches: matches } = readConfig()
  const surroundings = { databaseUrl, defaultLanguage, threads: availableParallelism() }
  return {
    rules,
    proof: { seed: defaultSeed, matches },
    plan: rooms.planPublication,
    async prove(request) {
      const { startProof } = await import('../proof-thread.js')
      return withProgress(startProof(request, surroundings), request.questionSet)
    },
    publish: rooms.publish,
  }
}

export function addExport(program: Command): void {
  program
    .command('export')
    .description('write all drafts in the shape of an import')
    .argument('[file]', 'where to: .json, .ndjson or .csv; standard output where absent')
    .addOption(
      new Option('--format <format>', 'where the name of the file does not say it; else JSON').choices(formats),
    )
    .addOption(typeOption())
    .addOption(
      new Option('--separator <separator>', 'between the cells of a sheet; Dutch spreadsheets open one with semicolons')
        .choices(['comma', 'semicolon', 'tab'])
        .default(undefined, 'comma'),
    )
    .action((file, { format, type, separator }) =>
      withKeptRooms(({ imports }) => {
        const shape = shapeOf(file ?? '', { format, type })
        if (shape.format !== 'csv' && separator !== undefined)
          throw new Refusal('--separator is for sheets (--format csv): the other formats have no cells.')
        const text = imports.openExport(shape.format === 'csv' ? { ...shape, separator } : shape)
        return writeStream(file, text)
      }),
    )
}
